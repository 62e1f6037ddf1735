import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const PATIENCE_MS = 240_000

// Not `git clone`: it refuses a repository that belongs to another user. Without git, what lies there.
const COPY_HEAD = `set -o pipefail
if [ -e "$0/.git" ]; then git -c safe.directory="*" -C "$0" archive HEAD
else tar -c -C "$0" --exclude=./node_modules --exclude=./dist --exclude=./data .; fi | tar -x -C "$1"`

/** A copy of what HEAD holds, as a fresh clone would have it. */
export function freshClone(source) {
  const place = mkdtempSync(join(tmpdir(), 'start-cases-'))
  must('chmod', ['755', place])
  must('mkdir', [join(place, 'clone')])
  must('bash', ['-c', COPY_HEAD, source, join(place, 'clone')])
  return { place, clone: join(place, 'clone') }
}

export function must(program, args) {
  const answer = spawnSync(program, args, { encoding: 'utf8' })
  if (answer.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${answer.stderr || answer.error}`)
}

/** `npm start` in a process group of its own, as a terminal would have it. */
export class App {
  output = ''
  steps = new Map()
  started = performance.now()

  static async start(cwd, { env = {}, ids = {}, data = join(cwd, 'data') } = {}) {
    const app = new App()
    app.data = data
    app.port = await freePort()
    app.child = spawn('npm', ['start'], {
      cwd,
      ...ids,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...proxies(),
        ...{
          PORT: String(app.port),
          DATA_DIR: data,
          LOG_LEVEL: 'warn',
          RATE_PER_MINUTE: '1000000',
          ADMIN_PASSWORD: 'start-cases'
        },
        ...env
      }
    })
    for (const stream of [app.child.stdout, app.child.stderr]) stream.on('data', text => app.hear(String(text)))
    app.exit = new Promise(resolve => app.child.once('exit', (code, signal) => resolve(code ?? signal)))
    void app.exit.then(code => (app.exitCode = code))
    return app
  }

  hear(text) {
    this.output += text
    for (const name of ['Installing packages', 'Building', 'Starting']) {
      if (text.includes(name)) this.steps.set(name, performance.now())
    }
  }

  /** Resolves with the milliseconds since the start. */
  async ready() {
    while (this.exitCode === undefined) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok) return performance.now() - this.started
      if (performance.now() - this.started > PATIENCE_MS) break
      await wait(15)
    }
    throw new Error(`never ready: ${this.lastWords()}`)
  }

  get url() {
    return `http://127.0.0.1:${this.port}`
  }

  lastWords() {
    return this.output.trim().split('\n').slice(-3).join(' / ')
  }

  /** Ctrl-C. */
  interrupt() {
    signal(-this.child.pid, 'SIGINT')
  }

  async stop() {
    this.interrupt()
    const code = await Promise.race([this.exit, wait(30_000)])
    if (code === undefined) await this.kill()
    return code
  }

  async kill() {
    signal(-this.child.pid, 'SIGKILL')
    await this.exit
  }

  get postgresData() {
    const location = join(this.data, 'postgres', 'location')
    const home = existsSync(location) ? readFileSync(location, 'utf8').trim() : join(this.data, 'postgres')
    return join(home, 'data')
  }

  get pidFile() {
    return join(this.postgresData, 'postmaster.pid')
  }

  get postgresPid() {
    return existsSync(this.pidFile) ? Number(readFileSync(this.pidFile, 'utf8').split('\n')[0]) : undefined
  }

  get credentials() {
    return JSON.parse(readFileSync(join(this.data, 'credentials.json'), 'utf8'))
  }

  /** Creates a contact; answers its id, or what came instead. */
  async write(name) {
    const answer = await fetch(`${this.url}/contacts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.credentials.api_key },
      body: JSON.stringify({ first_name: name })
    }).catch(error => ({ status: 0, error }))
    if (answer.status !== 201) return { status: answer.status }
    return { status: 201, id: (await answer.json()).id }
  }

  async has(id) {
    const answer = await fetch(`${this.url}/contacts/${id}`, { headers: { 'x-api-key': this.credentials.api_key } })
    return answer.status === 200
  }
}

/** Writes from several sides until told to stop; answers what was acknowledged and every other status seen. */
export function writers(app, sides = 8) {
  const acknowledged = []
  const refused = new Map()
  let on = true
  const loops = Array.from({ length: sides }, async (_, side) => {
    for (let n = 0; on; n++) {
      const { status, id } = await app.write(`Writer ${side}.${n}`)
      if (status === 201) acknowledged.push(id)
      else refused.set(status, (refused.get(status) ?? 0) + 1)
      if (status === 0) return
    }
  })
  return {
    acknowledged,
    refused,
    async atLeast(count) {
      const deadline = performance.now() + 20_000
      while (acknowledged.length < count && performance.now() < deadline) await wait(5)
      if (acknowledged.length < count) throw new Error(`only ${acknowledged.length} writes, refused: ${[...refused]}`)
    },
    async stop() {
      on = false
      await Promise.all(loops)
    }
  }
}

export async function countLost(app, ids) {
  const found = await Promise.all(ids.map(id => app.has(id)))
  return found.filter(each => !each).length
}

/** Waits until a condition holds; false when it does not in time. */
export async function eventually(condition, milliseconds = 10_000) {
  const deadline = performance.now() + milliseconds
  while (performance.now() < deadline) {
    if (condition()) return true
    await wait(10)
  }
  return false
}

export function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

export function isAlive(pid) {
  return existsSync(`/proc/${pid}`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

/** The node process of the server: the one below npm that runs bin/start.js itself. */
export function serverPid(app) {
  return descendants(app.child.pid).find(pid => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words.includes('bin/start.js') && basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('node')
  })
}

function descendants(pid) {
  const children = readdirSync(`/proc/${pid}/task/${pid}`).includes('children')
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    : []
  return children.flatMap(child => [child, ...descendants(child)])
}

export function freePort() {
  return new Promise(resolve => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** npm's and the network's own variables. */
function proxies() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^npm_config_|_proxy$|^NODE_EXTRA_CA_CERTS$/i.test(name))
  )
}

export function remove(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 20 })
}
