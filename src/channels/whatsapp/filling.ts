import type { Objection, Template } from '../channel.ts'
import { type Fields, list, record, scalar, text } from '../reading.ts'

const VARIABLE = /\{\{\s*([a-zA-Z0-9_]+)\s*\}\}/g

/** The variables of a text, each once, in the order in which they are numbered or stand. */
export function variablesIn(words: unknown): readonly string[] {
  const names = [...(text(words) ?? '').matchAll(VARIABLE)].flatMap(([, name]) => name ?? [])
  const distinct = [...new Set(names)]
  return distinct.every(isNumber) ? distinct.sort((one, other) => Number(one) - Number(other)) : distinct
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name)
}

/** The text with its variables filled. What has no value keeps its place. */
export function fill(words: string, { parameter_format }: Template, parameters: readonly Fields[]): string {
  const names = variablesIn(words)
  return words.replace(VARIABLE, (whole, name: string) => {
    const given =
      parameter_format === 'NAMED'
        ? parameters.find(each => each['parameter_name'] === name)
        : parameters[names.indexOf(name)]
    return (given && wordsOf(given)) ?? whole
  })
}

function wordsOf(parameter: Fields): string | undefined {
  const body = record(parameter[text(parameter['type']) ?? ''])
  return text(parameter['text']) ?? text(body['fallback_value'])
}

const WORDS = new Set(['text', 'currency', 'date_time'])

/** What is wrong with the parameters for a text's variables; undefined: nothing. */
export function objectionToWords(
  field: string,
  what: string,
  words: unknown,
  { parameter_format }: Template,
  parameters: readonly Fields[]
): Objection | undefined {
  const names = variablesIn(words)
  if (parameters.length !== names.length) {
    return { field, message: `${what} takes ${counted(names.length)}; ${parameters.length} given.` }
  }
  const strange = parameters.findIndex(each => !WORDS.has(text(each['type']) ?? ''))
  if (strange >= 0) {
    return { field: `${field}[${strange}].type`, message: `${what} takes text, currency or date_time here.` }
  }
  if (parameter_format !== 'NAMED') return undefined
  const given = new Set(parameters.map(each => scalar(each['parameter_name'])))
  const missing = names.find(name => !given.has(name))
  return missing === undefined
    ? undefined
    : { field, message: `${what} takes a parameter with parameter_name "${missing}".` }
}

function counted(count: number): string {
  return count === 1 ? '1 parameter' : `${count === 0 ? 'no' : count} parameters`
}

/** The components of a template of one kind, as the provider writes them. */
export function partOf({ components }: Template, type: string): Fields | undefined {
  return components.map(record).find(each => text(each['type'])?.toUpperCase() === type)
}

export function parametersOf(component: Fields | undefined): readonly Fields[] {
  return list(component?.['parameters']).map(record)
}
