import { DEEPEST_BRANCH, type Step } from '../../model/automation.ts'
import { type Complaint, Refusal } from '../../model/errors.ts'
import { compileReader } from '../../platform/query/index.ts'
import { stepsSchema } from './automations.schema.ts'

// Few processes ever read a branch.
let reader: ReturnType<typeof compileReader<typeof stepsSchema>> | undefined

/**
 * Reads the steps inside of branches, by the schema that those outside have been read by.
 * @throws Refusal `bad_data`
 */
export function mustBeSteps(steps: readonly Step[]): void {
  const complaints = branchComplaints(steps, 'steps', 0)
  const [first] = complaints
  if (first) throw new Refusal('bad_data', { message: `${first.path}: ${first.message}`, complaints })
}

function branchComplaints(steps: readonly Step[], path: string, depth: number): readonly Complaint[] {
  return steps.flatMap((step, index) => {
    if (step.type !== 'branch') return []
    const place = `${path}[${index}]`
    if (depth === DEEPEST_BRANCH) return [{ path: place, message: `is nested more than ${DEEPEST_BRANCH} deep` }]
    return [
      ...listComplaints(step.yes, `${place}.yes`, depth + 1),
      ...listComplaints(step.no ?? [], `${place}.no`, depth + 1)
    ]
  })
}

function listComplaints(steps: unknown, path: string, depth: number): readonly Complaint[] {
  reader ??= compileReader(stepsSchema)
  const checked = reader(steps)
  if (checked.kind === 'valid') return branchComplaints(checked.value, path, depth)
  return checked.complaints.map(({ path: place, message }) => ({ path: joined(path, place), message }))
}

function joined(path: string, place: string): string {
  return place === '' || place.startsWith('[') ? path + place : `${path}.${place}`
}
