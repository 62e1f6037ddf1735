import type { Cluster } from './database.ts'
import { cpuOf, cpuOfFamily, memoryOf } from './processes.ts'
import { type Program, startProgram } from './programs.ts'

/** CPU spent in the measured time, µs, by each of those who share the machine. */
export interface Spent {
  readonly server: number
  readonly postgres: number
  readonly driver: number
}

export interface Expense {
  readonly spent: Spent
  /** Resident memory of the server when the measured time ended, bytes. */
  readonly rss: number
}

type Report<Result> =
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string }

const LONGEST_MS = 120_000

/** Lets a driver do its job against a server, and reads the clocks of all three when its measured time begins and ends. */
export async function drive<Result>(
  driver: string,
  job: object,
  server: Program,
  cluster: Cluster
): Promise<Result & Expense> {
  const program = startProgram(`drivers/${driver}.js`, [], {})
  const read = (): Spent => ({
    server: cpuOf(server.pid),
    postgres: cpuOfFamily(cluster.postmaster),
    driver: cpuOf(program.pid)
  })
  try {
    return await new Promise((resolve, reject) => {
      let begin = read()
      let end = begin
      let rss = 0
      const late = setTimeout(() => reject(new Error(`${driver} takes too long`)), LONGEST_MS)
      program.child.on('exit', () => {
        clearTimeout(late)
        reject(new Error(`${driver} ended without a result`))
      })
      program.child.on('message', (report: Report<Result>) => {
        if (report.kind === 'begin') begin = read()
        else if (report.kind === 'end') {
          end = read()
          rss = memoryOf([server.pid]).rss
        } else if (report.kind === 'failed') reject(new Error(report.message))
        else resolve({ ...report.result, spent: difference(begin, end), rss })
      })
      program.child.send(job)
    })
  } finally {
    await program.stop()
  }
}

function difference(begin: Spent, end: Spent): Spent {
  return {
    server: end.server - begin.server,
    postgres: end.postgres - begin.postgres,
    driver: end.driver - begin.driver
  }
}
