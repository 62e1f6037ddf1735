import type { ErrorObject } from 'ajv'
import { type Complaint, type Complaints, pathTo } from './complaint.ts'

/** Says in our words what a schema refuses. Of a union only the form that was meant is heard, if that can be told. */
export function complaintsOf(errors: readonly ErrorObject[], complaints: Complaints): readonly Complaint[] {
  for (const error of withoutNoise(errors)) complaints.add(placeOf(error), messageOf(error))
  return complaints.list
}

function isUnion({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

/** Inner unions stand before outer ones in the list; each is replaced by what is worth saying of it. */
function withoutNoise(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let left = errors
  for (const union of errors.filter(isUnion)) {
    const inside = left.filter(error => isInside(error, union))
    const forms = formsOf(union, inside)
    const told = meantForm(union, forms) ?? [toldApart(union, forms) ?? alternativesOf(union, inside)]
    left = [...left.filter(error => error !== union && !inside.includes(error)), ...told]
  }
  return left
}

/** "must be integer or null", where the forms are that simple. */
function alternativesOf(union: ErrorObject, inside: readonly ErrorObject[]): ErrorObject {
  const simple = inside.every(({ keyword, instancePath }) => keyword in NAMES && instancePath === union.instancePath)
  const names = inside.map(({ keyword, params }) => NAMES[keyword]?.(params) ?? '')
  return { ...union, message: simple ? `must be ${names.join(' or ')}` : 'has none of the accepted forms' }
}

const NAMES: Readonly<Record<string, (params: ErrorObject['params']) => string>> = {
  type: params => String(params['type']),
  const: params => String(params['allowedValue']),
  enum: params => params['allowedValues'].join(', ')
}

function isInside(error: ErrorObject, union: ErrorObject): boolean {
  return (
    error.schemaPath.startsWith(`${union.schemaPath}/`) &&
    (error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`))
  )
}

/** What is wrong with a value as each of the forms. */
function formsOf(union: ErrorObject, inside: readonly ErrorObject[]): readonly (readonly ErrorObject[])[] {
  const forms = new Map<string, ErrorObject[]>()
  for (const error of inside) {
    const form = error.schemaPath.slice(union.schemaPath.length + 1).split('/', 1)[0] ?? ''
    forms.set(form, [...(forms.get(form) ?? []), error])
  }
  return [...forms.values()]
}

type Forms = ReturnType<typeof formsOf>

/** The errors of the one form whose type, and whose constants right below, are those of the value. */
function meantForm(union: ErrorObject, forms: Forms): readonly ErrorObject[] | undefined {
  const meant = forms.filter(errors => !errors.some(error => isOtherForm(error, union)))
  return meant.length === 1 ? meant[0] : undefined
}

/** What is wrong with the field that tells the forms apart: it is missing, or has a word of none of them. */
function toldApart(union: ErrorObject, [first = [], ...others]: Forms): ErrorObject | undefined {
  for (const error of first) {
    const all = [error, ...others.flatMap(form => form.find(each => isSame(each, error)) ?? [])]
    if (all.length <= others.length) continue
    if (error.keyword === 'required') return error
    if (error.keyword !== 'const' || error.instancePath === union.instancePath) continue
    return { ...error, keyword: 'enum', params: { allowedValues: all.map(({ params }) => params['allowedValue']) } }
  }
  return undefined
}

function isSame(one: ErrorObject, other: ErrorObject): boolean {
  const [missing, absent] = [one.params['missingProperty'], other.params['missingProperty']]
  return one.keyword === other.keyword && one.instancePath === other.instancePath && missing === absent
}

function isOtherForm({ keyword, instancePath }: ErrorObject, union: ErrorObject): boolean {
  const below = instancePath.slice(union.instancePath.length).split('/').length - 1
  if (keyword === 'type') return below === 0
  return (keyword === 'const' || keyword === 'enum') && below <= 1
}

function placeOf({ keyword, instancePath, params }: ErrorObject): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, key) => pathTo(path, /^\d+$/.test(key) ? Number(key) : key), '')
  if (keyword === 'required') return pathTo(path, String(params['missingProperty']))
  if (keyword === 'additionalProperties') return pathTo(path, String(params['additionalProperty']))
  return path
}

function messageOf({ keyword, params, message = 'is wrong' }: ErrorObject): string {
  if (keyword === 'required') return 'is missing'
  if (keyword === 'additionalProperties') return 'is no known field'
  if (keyword === 'enum') return `must be one of ${params['allowedValues'].join(', ')}`
  if (keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`
  if (keyword === 'format') return `must be a valid ${params['format']}`
  return message
}
