import { type Fields, fields, items, words } from './fields.ts'
import { GraphError } from './graph-error.ts'
import type { Random } from './random.ts'
import { all, among, anything, listOf, matching, must, optionalText, shape, text } from './rules.ts'

export const TEMPLATE_STATES = ['PENDING', 'APPROVED', 'REJECTED', 'PAUSED', 'DISABLED'] as const
export type TemplateState = (typeof TEMPLATE_STATES)[number]

export interface Template {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly category: string
  readonly components: readonly unknown[]
  status: TemplateState
}

/** The templates of one WhatsApp account. */
export interface Catalogue {
  readonly templates: readonly Template[]
  /**
   * Hands in a new one, as `POST /{waba-id}/message_templates`.
   * @throws GraphError
   */
  submit(body: unknown): Template
  remove(name: string): boolean
  find(name: string, language: string): Template | undefined
}

const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY']

const submission = all(
  shape({
    name: matching(/^[a-z0-9_]{1,512}$/, 'of lower-case letters, digits and underscores'),
    language: matching(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'a language code'),
    category: among(...CATEGORIES),
    components: listOf(
      shape({
        type: among('HEADER', 'BODY', 'FOOTER', 'BUTTONS'),
        'format?': among('TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'),
        'text?': text(1_024),
        'example?': anything,
        'buttons?': listOf(
          shape({
            type: text(32),
            text: text(25),
            'url?': text(2_000),
            'phone_number?': text(20),
            'example?': anything
          }),
          1,
          10
        ),
        'add_security_recommendation?': anything,
        'code_expiration_minutes?': anything
      }),
      1,
      4
    ),
    'parameter_format?': optionalText(16),
    'allow_category_change?': anything
  }),
  must(
    value => items(value['components']).some(each => fields(each)['type'] === 'BODY'),
    'A template needs a component of type BODY.',
    100
  )
)

export function createCatalogue(names: Random): Catalogue {
  let templates = STOCK.map(each => ({ ...each, id: names.digits(16), status: 'APPROVED' as TemplateState }))
  const find = (name: string, language: string) =>
    templates.find(each => each.name === name && each.language === language)

  return {
    get templates() {
      return templates
    },
    find,
    submit(body) {
      submission(body, '')
      const { name, language, category, components } = fields(body)
      const fresh: Template = {
        id: names.digits(16),
        name: words(name) ?? '',
        language: words(language) ?? '',
        category: words(category) ?? '',
        components: items(components),
        status: 'PENDING'
      }
      if (find(fresh.name, fresh.language)) {
        throw new GraphError(100, 'There is already content in this language for this template.', { subcode: 2388024 })
      }
      templates = [...templates, fresh]
      return fresh
    },
    remove(name) {
      const left = templates.filter(each => each.name !== name)
      const removed = left.length < templates.length
      templates = left
      return removed
    }
  }
}

export function shownTemplate({ id, name, language, category, components, status }: Template): Fields {
  return { id, name, language, status, category, components }
}

/** A card of the carousel below: a picture, a name, a button. */
const card = (name: string) => ({
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: `${name}: only {{1}}.` },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Keep one for me' }] }
  ]
})

const STOCK: readonly Omit<Template, 'id' | 'status'>[] = [
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      { type: 'BODY', text: 'Welcome! This message shows that templates arrive, in or out of the window.' },
      { type: 'FOOTER', text: 'Sent by a simulated business' }
    ]
  },
  {
    name: 'order_update',
    language: 'en',
    category: 'UTILITY',
    components: [
      { type: 'BODY', text: 'Hello {{1}}, your order {{2}} is on its way.' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Where is it?' },
          { type: 'QUICK_REPLY', text: 'Thanks' }
        ]
      }
    ]
  },
  {
    name: 'appointment_reminder',
    language: 'en',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'See you {{1}}' },
      { type: 'BODY', text: 'Hello {{1}}, we look forward to seeing you at {{2}}. Can you make it?' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'I will be there' },
          { type: 'QUICK_REPLY', text: 'Another day' }
        ]
      }
    ]
  },
  {
    name: 'summer_sale',
    language: 'en',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hi {{1}}, everything for the garden costs {{2}} less this week.' },
      { type: 'FOOTER', text: 'Reply STOP to hear no more' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Stop promotions' }] }
    ]
  },
  {
    name: 'garden_picks',
    language: 'en',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'Picked for you, {{1}}:' },
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } },
      { type: 'CAROUSEL', cards: [card('Tulips'), card('Garden gloves')] }
    ]
  }
]
