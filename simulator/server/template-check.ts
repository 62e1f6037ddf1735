import { type Fields, fields, items, words } from './fields.ts'
import { GraphError } from './graph-error.ts'
import type { Catalogue, Template } from './templates.ts'

/**
 * Holds a template message against the catalogue, as the provider does when it is sent.
 * @throws GraphError 132001, 132015, 132016, 132000, 132012, 132005
 */
export function checkTemplate(catalogue: Catalogue, message: Fields): Template {
  const name = words(message['name']) ?? ''
  const language = words(fields(message['language'])['code']) ?? ''
  const template = usable(catalogue.find(name, language), name, language)
  const given = items(message['components']).map(fields)
  checkPlaces(template, given)
  checkOffer(template, given)
  checkCarousel(template, given)
  return template
}

function checkPlaces(template: Template, given: readonly Fields[]): void {
  checkHeader(template, given)
  checkBody(template, given)
  checkButtons(template, given)
}

function checkOffer(template: Template, given: readonly Fields[]): void {
  const { has_expiration } = fields(part(template, 'LIMITED_TIME_OFFER')['limited_time_offer'])
  mustCount('limited_time_offer', has_expiration === true ? 1 : 0, parametersOf(given, 'limited_time_offer').length)
}

/** Every card of the template is filled once, each like a template of its own. */
function checkCarousel(template: Template, given: readonly Fields[]): void {
  const cards = items(part(template, 'CAROUSEL')['cards']).map(fields)
  const filled = items(given.find(each => each['type'] === 'carousel')?.['cards']).map(fields)
  mustCount('carousel', cards.length, new Set(filled.map(each => Number(each['card_index']))).size)
  for (const { card_index, components } of filled) {
    const card = cards[Number(card_index)]
    if (!card) throw new GraphError(132012, `carousel: There is no card at index ${card_index}`)
    checkPlaces({ ...template, components: items(card['components']) }, items(components).map(fields))
  }
}

function usable(template: Template | undefined, name: string, language: string): Template {
  if (template?.status === 'PAUSED') throw new GraphError(132015, `Template ${name} is paused due to low quality.`)
  if (template?.status === 'DISABLED') throw new GraphError(132016, `Template ${name} is disabled.`)
  if (template?.status !== 'APPROVED') {
    throw new GraphError(132001, `template name (${name}) does not exist in ${language}`)
  }
  return template
}

/** The variables of a text: numbered ones, or named ones. */
export function placeholders(source: unknown): readonly string[] {
  return [...new Set(Array.from((words(source) ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g), ([, name = '']) => name))]
}

export function part(template: Template, type: string): Fields {
  return fields(template.components.find(each => fields(each)['type'] === type))
}

function checkHeader(template: Template, given: readonly Fields[]): void {
  const header = part(template, 'HEADER')
  const format = words(header['format'])
  const parameters = parametersOf(given, 'header')
  const isText = format === undefined || format === 'TEXT'
  mustCount('header', isText ? placeholders(header['text']).length : 1, parameters.length)
  const type = fields(parameters[0])['type']
  if (!isText && type !== format.toLowerCase()) {
    throw new GraphError(132012, `header: Format mismatch, expected ${format}, received ${String(type).toUpperCase()}`)
  }
}

function checkBody(template: Template, given: readonly Fields[]): void {
  const body = part(template, 'BODY')
  const parameters = parametersOf(given, 'body')
  mustCount('body', placeholders(body['text']).length, parameters.length)
  const alien = parameters.find(each => !['text', 'currency', 'date_time'].includes(String(each['type'])))
  if (alien) throw new GraphError(132012, `body: Format mismatch, expected TEXT, received ${alien['type']}`)
  if (filled(template, given).length > 1_024) throw new GraphError(132005, 'body: Translated text too long')
}

function checkButtons(template: Template, given: readonly Fields[]): void {
  const buttons = items(part(template, 'BUTTONS')['buttons']).map(fields)
  for (const button of given.filter(each => each['type'] === 'button')) {
    const meant = buttons[Number(button['index'])]
    const type = String(button['sub_type']).toUpperCase()
    if (!meant) throw new GraphError(132000, `buttons: There is no button at index ${button['index']}`)
    if (meant['type'] !== type) throw new GraphError(132012, `buttons: expected ${meant['type']}, received ${type}`)
  }
}

function mustCount(where: string, expected: number, given: number): void {
  if (expected === given) return
  const details = `${where}: number of localizable_params (${given}) does not match the expected number of params (${expected})`
  throw new GraphError(132000, details)
}

function parametersOf(given: readonly Fields[], type: string): readonly Fields[] {
  return items(given.find(each => each['type'] === type)?.['parameters']).map(fields)
}

/** The words of the body with everything filled in. */
export function filled(template: Template, given: readonly Fields[], type: 'BODY' | 'HEADER' = 'BODY'): string {
  const parameters = parametersOf(given, type.toLowerCase())
  const source = words(part(template, type)['text']) ?? ''
  const names = placeholders(source)
  return source.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const own = parameters.find(each => each['parameter_name'] === name) ?? parameters[names.indexOf(name)]
    return own ? shownValue(own) : whole
  })
}

function shownValue(parameter: Fields): string {
  const { type, text } = parameter
  return words(text) ?? words(fields(parameter[String(type)])['fallback_value']) ?? ''
}
