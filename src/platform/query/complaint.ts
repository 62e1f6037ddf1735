/** What is wrong, and where: `status.$in[3]`, `files[0].file_size`. */
export interface Complaint {
  readonly path: string
  readonly message: string
}

const MOST_COMPLAINTS = 20
const LONGEST_KEY = 60

/** A query that is outside what its resource offers. Carries every complaint, at most 20. */
export class QueryError extends Error {
  override name = 'QueryError'
  readonly complaints: readonly Complaint[]

  constructor(complaints: readonly Complaint[]) {
    super(complaints.map(({ path, message }) => `${path} ${message}`).join('; '))
    this.complaints = complaints
  }
}

/** Collects complaints and stops at 20: whoever sends rubbish need not hear about all of it. */
export class Complaints {
  readonly list: Complaint[] = []

  /** Answers undefined, so that a reader can leave with it. */
  add(path: string, message: string): undefined {
    if (!this.areEnough) this.list.push({ path, message })
    return undefined
  }

  get areEnough(): boolean {
    return this.list.length >= MOST_COMPLAINTS
  }
}

/** Appends a key or an index to a path; foreign keys are cut at 60 characters. */
export function pathTo(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  const short = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key
  return path === '' ? short : `${path}.${short}`
}
