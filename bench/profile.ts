import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Share of the server's busy time that a function spends in itself. */
export interface Hot {
  readonly where: string
  readonly share: number
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const IDLE = new Set(['(idle)', '(program)', '(root)'])

/** Lets `work` run a program with these Node options, and reads the profile it leaves when it ends. */
export async function profiled(work: (nodeOptions: readonly string[]) => Promise<void>): Promise<Hot[]> {
  const directory = mkdtempSync(join(tmpdir(), 'parley-bench-profile-'))
  try {
    await work(['--cpu-prof', `--cpu-prof-dir=${directory}`])
    const [file] = readdirSync(directory)
    if (!file) throw new Error('The program left no profile: it must end by itself on SIGTERM')
    const profile: CpuProfile = JSON.parse(readFileSync(join(directory, file), 'utf8'))
    return hottest(profile)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const MOST = 20

/** Functions by the time spent in themselves, without what is idle. */
export function hottest({ nodes, samples, timeDeltas }: CpuProfile): Hot[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const spent = new Map<string, number>()
  let busy = 0
  samples.forEach((id, index) => {
    const frame = names.get(id)
    const time = timeDeltas[index] ?? 0
    if (!frame || IDLE.has(frame.functionName)) return
    const place = frame.url ? ` ${basename(frame.url)}:${frame.lineNumber + 1}` : ''
    const where = `${frame.functionName || '(anonymous)'}${place}`
    spent.set(where, (spent.get(where) ?? 0) + time)
    busy += time
  })
  return [...spent]
    .map(([where, time]) => ({ where, share: time / busy }))
    .sort((one, other) => other.share - one.share)
    .slice(0, MOST)
}
