import { type Cluster, createDatabase, dropDatabase } from '../database.ts'
import { drive } from '../drive.ts'
import type { ScreenJob, ScreenResult } from '../drivers/screen.ts'
import { startParley } from '../subjects.ts'

/** From a customer's press on the simulator's phone until the words are painted in the agent's list. */
export interface ScreenMeasure {
  readonly messages: number
  /** ms. */
  readonly p50: number
  readonly p99: number
  /** Server CPU per message, with the simulator, both pages' calls and the read marks, µs. */
  readonly server: number
  readonly browser: string
}

const DATABASE = 'bench_screen'
const OWNER = { email: 'owner@bench.localhost', password: 'bench bench bench' }
const WARM_UP = 20

/** One phone and one inbox in one Chromium, on a server as it is after its first start. */
export async function measureScreen(cluster: Cluster, messages: number): Promise<ScreenMeasure> {
  const subject = await startParley({
    DATABASE_URL: await createDatabase(cluster, DATABASE),
    DEMO: 'true',
    ADMIN_EMAIL: OWNER.email,
    ADMIN_PASSWORD: OWNER.password
  })
  try {
    const url = `http://127.0.0.1:${subject.port}`
    const job: ScreenJob = { url, ...OWNER, warmUpMessages: WARM_UP, messages }
    const { p50, p99, browser, spent } = await drive<ScreenResult>('screen', job, subject.program, cluster)
    return { messages, p50, p99, server: spent.server / messages, browser }
  } finally {
    await subject.stop()
    await dropDatabase(cluster, DATABASE)
  }
}
