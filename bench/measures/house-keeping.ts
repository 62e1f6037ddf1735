import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from '../database.ts'
import { familyOf, type Memory, memoryOf } from '../processes.ts'
import { type SubjectName, startParley, startSubject } from '../subjects.ts'

export interface MemoryMeasure {
  readonly subject: SubjectName
  readonly server: Memory
  readonly postgres: Memory
}

const IDLE_MS = 10_000

/** Server and every process of PostgreSQL after ten idle seconds. */
export async function measureMemory(name: SubjectName, cluster: Cluster, databaseUrl: string): Promise<MemoryMeasure> {
  const subject = await startSubject(name, databaseUrl)
  try {
    await pause(IDLE_MS)
    return {
      subject: name,
      server: memoryOf(familyOf(subject.program.pid)),
      postgres: memoryOf(familyOf(cluster.postmaster))
    }
  } finally {
    await subject.stop()
  }
}

export interface StartUpMeasure {
  readonly subject: SubjectName
  /** From an empty data directory, the cluster being made: ms until ready. Not for the bare program. */
  readonly cold: number | null
  /** With the data directory of an earlier run. */
  readonly warm: number
}

/** Parley as `npm start` leaves it: installed and built, the database embedded. */
export async function measureParleyStartUp(): Promise<StartUpMeasure> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-bench-start-'))
  const start = async (): Promise<number> => {
    const subject = await startParley({ DATA_DIR: directory, DEMO: 'true' })
    await subject.stop()
    return subject.startedInMs
  }
  try {
    const cold = await start()
    return { subject: 'parley', cold, warm: await start() }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The bare program finds its database running. */
export async function measureBareStartUp(databaseUrl: string): Promise<StartUpMeasure> {
  const subject = await startSubject('batched', databaseUrl)
  await subject.stop()
  return { subject: 'batched', cold: null, warm: subject.startedInMs }
}
