import { Type } from 'typebox'
import { MOST_CUSTOM_FIELDS } from '../../actions/contact-details.ts'
import { BESIDE_CONTACT } from '../../actions/contact-row.ts'
import { describedBy, taggedWith } from '../../actions/contact-search.ts'
import { bagShape, identityShape, orNoText, tagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field, orNull } from '../../platform/query/index.ts'

const name = Type.Optional(orNull(Type.String({ maxLength: 200 })))
const tag = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '\\S', maxLength: 100 })
])
const customValue = Type.Union([Type.String({ maxLength: 2_000 }), Type.Number(), Type.Boolean(), Type.Null()])

/** The same to make a contact and to change one. */
export const contactDataSchema = closed({
  first_name: name,
  last_name: name,
  email: Type.Optional(orNull(Type.String({ pattern: '^([^\\s@]+@[^\\s@]+)?$', maxLength: 254 }))),
  phone: Type.Optional(orNull(Type.String({ maxLength: 40 }))),
  company_id: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))),
  company_name: name,
  avatar_url: Type.Optional(orNull(Type.String({ pattern: '^(https?://[^\\s]+|/[^\\s]*)?$', maxLength: 2_000 }))),
  custom_fields_by_name: Type.Optional(
    Type.Record(Type.String({ pattern: '^.{1,100}$' }), customValue, {
      additionalProperties: false,
      maxProperties: MOST_CUSTOM_FIELDS
    })
  ),
  tags: Type.Optional(Type.Array(tag, { maxItems: 100 }))
})

const text = () => field.text({ nullable: true, sortable: true })

/** What can be asked of contacts. */
export const contactResource = defineResource<Member>({
  table: 'contacts',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    first_name: text(),
    last_name: text(),
    email: text(),
    phone: text(),
    company_id: field.id({ nullable: true }),
    company_name: text(),
    avatar_url: field.text({ nullable: true, operators: [] }),
    custom_fields_by_name: field.json({ shape: bagShape }),
    tags: field.derived(BESIDE_CONTACT.tags, { shape: Type.Array(tagShape) }),
    identities: field.derived(BESIDE_CONTACT.identities, { shape: Type.Array(identityShape) }),
    channel_whatsapp_wa_id: field.derived(BESIDE_CONTACT.channel_whatsapp_wa_id, { shape: orNoText }),
    channel_instagram_user_id: field.derived(BESIDE_CONTACT.channel_instagram_user_id, { shape: orNoText }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  },
  filters: {
    searchTerm: {
      field: field.text({ operators: ['$eq'] }),
      where: (builder, { value }, member) => describedBy(builder, 'id', member.organization_id, String(value))
    },
    tag_id: {
      field: field.id({ operators: ['$eq'] }),
      where: (builder, { value }, member) => taggedWith(builder, 'id', member.organization_id, Number(value))
    }
  },
  defaultSort: [['id', 'asc']]
})

/** Taken for the sake of clients that send it: what it would join is always there. */
export const ignoredFlagSchema = Type.Union([Type.Boolean(), Type.Enum(['true', 'false'])])
