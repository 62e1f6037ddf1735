import { type TSchema, Type } from 'typebox'
import { HTTPS, header, textHeader } from './header.ts'

const closed = { additionalProperties: false } as const
const words = (maxLength: number) => Type.String({ minLength: 1, maxLength })

const body = Type.Object({ text: words(1_024) }, closed)
const footer = Type.Optional(Type.Object({ text: words(60) }, closed))
const productId = Type.Object({ product_retailer_id: words(100) }, closed)

/** Rows of a list, over all its sections. */
export const MOST_ROWS = 10
/** Products of a product list, over all its sections. */
export const MOST_PRODUCTS = 30

function kindOf(type: string, fields: Record<string, TSchema>): TSchema {
  return Type.Object({ type: Type.Literal(type), ...fields }, closed)
}

function named(name: string, parameters?: TSchema): TSchema {
  return Type.Object({ name: Type.Literal(name), ...(parameters && { parameters }) }, closed)
}

const replyButton = Type.Object(
  { type: Type.Literal('reply'), reply: Type.Object({ id: words(256), title: words(20) }, closed) },
  closed
)

const row = Type.Object(
  { id: words(200), title: words(24), description: Type.Optional(Type.String({ maxLength: 72 })) },
  closed
)

const flow = Type.Object(
  {
    flow_message_version: Type.Literal('3'),
    flow_token: Type.Optional(words(1_024)),
    flow_id: Type.Optional(words(64)),
    flow_name: Type.Optional(words(200)),
    flow_cta: words(30),
    flow_action: Type.Optional(Type.Union([Type.Literal('navigate'), Type.Literal('data_exchange')])),
    flow_action_payload: Type.Optional(
      Type.Object({ screen: words(200), data: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }, closed)
    ),
    mode: Type.Optional(Type.Union([Type.Literal('published'), Type.Literal('draft')]))
  },
  closed
)

/** The kinds of interactive message, in the provider's own shapes and within its documented lengths. */
export const interactive = Type.Union([
  kindOf('button', {
    header: Type.Optional(header),
    body,
    footer,
    action: Type.Object({ buttons: Type.Array(replyButton, { minItems: 1, maxItems: 3 }) }, closed)
  }),
  kindOf('list', {
    header: Type.Optional(textHeader),
    body,
    footer,
    action: Type.Object(
      {
        button: words(20),
        sections: Type.Array(
          Type.Object(
            { title: Type.Optional(words(24)), rows: Type.Array(row, { minItems: 1, maxItems: MOST_ROWS }) },
            closed
          ),
          { minItems: 1, maxItems: 10 }
        )
      },
      closed
    )
  }),
  kindOf('cta_url', {
    header: Type.Optional(header),
    body,
    footer,
    action: named(
      'cta_url',
      Type.Object({ display_text: words(20), url: Type.String({ pattern: HTTPS, maxLength: 2_000 }) }, closed)
    )
  }),
  kindOf('flow', { header: Type.Optional(header), body, footer, action: named('flow', flow) }),
  kindOf('location_request_message', { body, action: named('send_location') }),
  kindOf('product', {
    body: Type.Optional(body),
    footer,
    action: Type.Object({ catalog_id: words(64), product_retailer_id: words(100) }, closed)
  }),
  kindOf('product_list', {
    header: textHeader,
    body,
    footer,
    action: Type.Object(
      {
        catalog_id: words(64),
        sections: Type.Array(
          Type.Object(
            {
              title: Type.Optional(words(24)),
              product_items: Type.Array(productId, { minItems: 1, maxItems: MOST_PRODUCTS })
            },
            closed
          ),
          { minItems: 1, maxItems: 10 }
        )
      },
      closed
    )
  }),
  kindOf('catalog_message', {
    body,
    footer,
    action: Type.Object(
      {
        name: Type.Literal('catalog_message'),
        parameters: Type.Optional(Type.Object({ thumbnail_product_retailer_id: words(100) }, closed))
      },
      closed
    )
  }),
  kindOf('call_permission_request', { body: Type.Optional(body), action: named('call_permission_request') }),
  kindOf('contact_request', { body, action: named('contact_request') })
])
