import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Static, TSchema } from 'typebox'
import { type Complaint, Complaints } from './complaint.ts'
import { copyJson } from './copy.ts'
import { complaintsOf } from './schema-errors.ts'

// Nothing is coerced and no default is filled in: what is validated is what was sent.
const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  allErrors: true,
  allowUnionTypes: true,
  addUsedSchema: false,
  coerceTypes: false
})
formats.default(ajv)

/** What came of checking a value. The copy has no prototypes and shares nothing with what was sent. */
export type Checked<Value> =
  | { readonly kind: 'valid'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly complaints: readonly Complaint[] }

/** Compiles a schema into a check that answers a clean copy, or at most 20 complaints with their paths. */
export function compileReader<Schema extends TSchema>(schema: Schema): (value: unknown) => Checked<Static<Schema>> {
  const validate: ValidateFunction = ajv.compile(schema)
  return sent => {
    const complaints = new Complaints()
    const value = copyJson(sent, complaints)
    if (complaints.list.length > 0) return { kind: 'invalid', complaints: complaints.list }
    if (validate(value)) return { kind: 'valid', value: value as Static<Schema> }
    return { kind: 'invalid', complaints: complaintsOf(validate.errors as readonly ErrorObject[], complaints) }
  }
}

/** Compiles a schema into a function that says what is wrong with a value; nothing: it is valid. */
export function compileValidator(schema: TSchema): (value: unknown) => readonly Complaint[] {
  const read = compileReader(schema)
  return value => {
    const checked = read(value)
    return checked.kind === 'valid' ? [] : checked.complaints
  }
}
