import type { Content } from '../../model/message.ts'
import type { Objection, Template } from '../channel.ts'
import { type Fields, list, record, text } from '../reading.ts'
import { fill, objectionToWords, parametersOf, partOf, variablesIn } from './filling.ts'

/** A component as it is given, with its place in `content.components`. */
interface Given {
  readonly component: Fields
  readonly field: string
}

/**
 * What does not fit the template: the number and kinds of its parameters, the media of its header, its buttons.
 * Undefined: the provider will take it.
 */
export function objectionToFilling(template: Template, content: Content): Objection | undefined {
  const given = list(content['components']).map((each, index) => ({
    component: record(each),
    field: `content.components[${index}]`
  }))
  return toPlaces(template, given) ?? toOffer(template, given) ?? toCarousel(template, given)
}

/** What templates and the cards of a carousel have alike. */
function toPlaces(template: Template, given: readonly Given[]): Objection | undefined {
  return twice(given) ?? toHeader(template, given) ?? toBody(template, given) ?? toButtons(template, given)
}

/** An offer that ends needs its end. */
function toOffer(template: Template, given: readonly Given[]): Objection | undefined {
  const offer = record(partOf(template, 'LIMITED_TIME_OFFER')?.['limited_time_offer'])
  const own = find(given, 'limited_time_offer')
  const parameters = parametersOf(own?.component)
  const wanted = offer['has_expiration'] === true ? 1 : 0
  if (parameters.length === wanted && parameters.every(each => each['type'] === 'limited_time_offer')) return undefined
  const field = own ? `${own.field}.parameters` : 'content.components'
  const message =
    wanted === 0 ? 'The template has no offer that ends.' : 'The offer takes one parameter of type limited_time_offer.'
  return { field, message }
}

/** Each card is filled like a small template, by its place. */
function toCarousel(template: Template, given: readonly Given[]): Objection | undefined {
  const cards = list(partOf(template, 'CAROUSEL')?.['cards']).map(record)
  const own = find(given, 'carousel')
  const filled = list(own?.component['cards']).map(record)
  const field = own ? `${own.field}.cards` : 'content.components'
  const isEach = cards.every((_, index) => filled.some(({ card_index }) => card_index === index))
  if (filled.length !== cards.length || !isEach) {
    return { field, message: `The carousel has ${cards.length} cards, and each is to be filled once.` }
  }
  return filled
    .map((card, place) => toCard(template, cards[Number(card['card_index'])], card, `${field}[${place}]`))
    .find(objection => objection !== undefined)
}

function toCard(template: Template, card: Fields | undefined, filled: Fields, field: string): Objection | undefined {
  const components = list(filled['components']).map((each, index) => ({
    component: record(each),
    field: `${field}.components[${index}]`
  }))
  return toPlaces({ ...template, components: list(card?.['components']) }, components)
}

/** The words of the template as the customer reads them; null: it has none. */
export function wordsOfTemplate(template: Template, content: Content): string | null {
  const words = text(partOf(template, 'BODY')?.['text'])
  const body = list(content['components'])
    .map(record)
    .find(each => each['type'] === 'body')
  return words === undefined ? null : fill(words, template, parametersOf(body))
}

function find(given: readonly Given[], type: string): Given | undefined {
  return given.find(({ component }) => component['type'] === type)
}

function twice(given: readonly Given[]): Objection | undefined {
  const names = given.map(({ component }) => `${component['type']}/${component['index'] ?? ''}`)
  const again = names.findIndex((name, index) => names.indexOf(name) < index)
  const field = given[again]?.field
  return field === undefined ? undefined : { field, message: 'The same component is given twice.' }
}

function toBody(template: Template, given: readonly Given[]): Objection | undefined {
  const own = find(given, 'body')
  const field = own ? `${own.field}.parameters` : 'content.components'
  return objectionToWords(field, 'The body', partOf(template, 'BODY')?.['text'], template, parametersOf(own?.component))
}

const MEDIA: ReadonlyMap<string, string> = new Map([
  ['IMAGE', 'image'],
  ['VIDEO', 'video'],
  ['DOCUMENT', 'document'],
  ['LOCATION', 'location']
])

function toHeader(template: Template, given: readonly Given[]): Objection | undefined {
  const header = partOf(template, 'HEADER')
  const own = find(given, 'header')
  const field = own ? `${own.field}.parameters` : 'content.components'
  const parameters = parametersOf(own?.component)
  const format = text(header?.['format'])?.toUpperCase() ?? 'TEXT'
  const medium = MEDIA.get(format)
  if (medium === undefined) return objectionToWords(field, 'The header', header?.['text'], template, parameters)
  if (parameters.length === 1 && parameters[0]?.['type'] === medium) return undefined
  return { field, message: `The header takes one parameter of type ${medium}.` }
}

/** How a kind of button is filled: by which sub_type, with which parameter, and whether it must be. */
interface ButtonRule {
  readonly sub_type: string
  readonly parameter: string
  readonly isRequired: (button: Fields) => boolean
}

const always = (): boolean => true
const never = (): boolean => false

const BUTTONS: ReadonlyMap<string, ButtonRule> = new Map<string, ButtonRule>([
  ['QUICK_REPLY', { sub_type: 'quick_reply', parameter: 'payload', isRequired: never }],
  ['URL', { sub_type: 'url', parameter: 'text', isRequired: ({ url }) => variablesIn(url).length > 0 }],
  ['OTP', { sub_type: 'url', parameter: 'text', isRequired: always }],
  ['COPY_CODE', { sub_type: 'copy_code', parameter: 'coupon_code', isRequired: always }],
  ['FLOW', { sub_type: 'flow', parameter: 'action', isRequired: never }],
  ['CATALOG', { sub_type: 'catalog', parameter: 'action', isRequired: never }],
  ['MPM', { sub_type: 'mpm', parameter: 'action', isRequired: always }],
  ['VOICE_CALL', { sub_type: 'voice_call', parameter: 'payload', isRequired: never }],
  ['ORDER_DETAILS', { sub_type: 'order_details', parameter: 'action', isRequired: always }]
])

function toButtons(template: Template, given: readonly Given[]): Objection | undefined {
  const buttons = list(partOf(template, 'BUTTONS')?.['buttons']).map(record)
  const filled = given.filter(({ component }) => component['type'] === 'button')
  for (const each of filled) {
    const problem = toButton(buttons, each)
    if (problem) return problem
  }
  const bare = buttons.findIndex(
    (button, index) =>
      ruleOf(button)?.isRequired(button) && !filled.some(({ component }) => Number(component['index']) === index)
  )
  const rule = ruleOf(buttons[bare])
  if (!rule) return undefined
  const message = `Button ${bare} needs a component of sub_type ${rule.sub_type} with a ${rule.parameter} parameter.`
  return { field: 'content.components', message }
}

function toButton(buttons: readonly Fields[], { component, field }: Given): Objection | undefined {
  const index = Number(component['index'])
  const button = buttons[index]
  const rule = ruleOf(button)
  if (!button) return { field: `${field}.index`, message: `The template has no button ${index}.` }
  if (!rule) return { field, message: `Button ${index} takes nothing.` }
  if (rule.sub_type !== component['sub_type']) {
    return { field: `${field}.sub_type`, message: `Button ${index} is of sub_type ${rule.sub_type}.` }
  }
  const parameters = parametersOf(component)
  const most = takes(rule, button) ? 1 : 0
  const least = rule.isRequired(button) ? 1 : 0
  const fits = parameters.length >= least && parameters.length <= most
  if (fits && parameters.every(each => each['type'] === rule.parameter)) return undefined
  const message =
    most === 0
      ? `Button ${index} takes no parameters.`
      : `Button ${index} takes one parameter of type ${rule.parameter}.`
  return { field: `${field}.parameters`, message }
}

/** An address without a variable is complete as it stands. */
function takes(rule: ButtonRule, button: Fields): boolean {
  return rule.sub_type !== 'url' || rule.isRequired(button)
}

function ruleOf(button: Fields | undefined): ButtonRule | undefined {
  return BUTTONS.get(text(button?.['type'])?.toUpperCase() ?? '')
}
