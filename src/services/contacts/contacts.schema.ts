import { Type } from 'typebox'
import { BESIDE_CONTACT } from '../../actions/contact-row.ts'
import { addDescribed, type Findings, taggedWith } from '../../actions/contact-search.ts'
import { MOST_CUSTOM_FIELDS } from '../../actions/custom-fields.ts'
import { bagShape, companyShape, identityShape, orNoText, ownerShape, tagShape } from '../../actions/shapes.ts'
import { ofContact } from '../../actions/survivor.ts'
import { closed, defineResource, field, orNull } from '../../platform/query/index.ts'

const name = Type.Optional(orNull(Type.String({ maxLength: 200 })))
const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const tag = Type.Union([integerId, Type.String({ pattern: '\\S', maxLength: 100 })])
const customText = Type.String({ maxLength: 2_000 })
const customValue = Type.Union([
  customText,
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(customText, { maxItems: 100 })
])

// An address, or the key of an uploaded picture.
const avatar = Type.String({ pattern: '^(https?://[^\\s]+|/[^\\s]*|[0-9]+/uploads/[^\\s]+)?$', maxLength: 2_000 })

/** The same to make a contact and to change one. */
export const contactDataSchema = closed({
  first_name: name,
  last_name: name,
  email: Type.Optional(orNull(Type.String({ pattern: '^([^\\s@]+@[^\\s@]+)?$', maxLength: 254 }))),
  phone: Type.Optional(orNull(Type.String({ maxLength: 40 }))),
  phone_country_code: Type.Optional(orNull(Type.String({ pattern: '^(\\+|00)?[0-9]{1,4}$' }))),
  phone_country_iso: Type.Optional(orNull(Type.String({ pattern: '^[A-Za-z]{2}$' }))),
  owned_by_user_id: Type.Optional(orNull(integerId)),
  company_id: Type.Optional(orNull(integerId)),
  company_name: name,
  system_type: Type.Optional(Type.Literal('contact')),
  avatar_url: Type.Optional(orNull(avatar)),
  custom_fields_by_name: Type.Optional(
    Type.Record(Type.String({ pattern: '^.{1,80}$' }), customValue, {
      additionalProperties: false,
      maxProperties: MOST_CUSTOM_FIELDS
    })
  ),
  tags: Type.Optional(Type.Array(tag, { maxItems: 100 }))
})

const text = () => field.text({ nullable: true, sortable: true })

/** What the filters of contacts need to know of whoever asks. */
export interface Searching {
  readonly organization_id: number
  /** How much each term finds that the query looks for. */
  readonly searches?: ReadonlyMap<string, Findings>
}

/** What can be asked of contacts. */
export const contactResource = defineResource<Searching>({
  table: 'contacts',
  fields: {
    id: field.id({ sortable: true }),
    organization_id: field.id(),
    first_name: text(),
    last_name: text(),
    email: text(),
    phone: text(),
    phone_country_code: field.text({ nullable: true, operators: [] }),
    phone_country_iso: field.text({ nullable: true, operators: [] }),
    created_by_user_id: field.id({ nullable: true }),
    owned_by_user_id: field.id({ nullable: true }),
    owner: field.derived(BESIDE_CONTACT.owner, { shape: orNull(ownerShape) }),
    company_id: field.id({ nullable: true }),
    company_name: text(),
    company: field.derived(BESIDE_CONTACT.company, { shape: orNull(companyShape) }),
    system_type: field.derived(BESIDE_CONTACT.system_type, { shape: Type.Literal('contact') }),
    avatar_url: field.text({ nullable: true, operators: [] }),
    custom_fields_by_name: field.json({ shape: bagShape }),
    tags: field.derived(BESIDE_CONTACT.tags, { shape: Type.Array(tagShape) }),
    identities: field.derived(BESIDE_CONTACT.identities, { shape: Type.Array(identityShape) }),
    channel_whatsapp_wa_id: field.derived(BESIDE_CONTACT.channel_whatsapp_wa_id, { shape: orNoText }),
    channel_instagram_user_id: field.derived(BESIDE_CONTACT.channel_instagram_user_id, { shape: orNoText }),
    merged_into_id: field.id({ nullable: true, operators: [] }),
    version: field.integer(),
    created_at: field.time({ sortable: true }),
    updated_at: field.time({ sortable: true }),
    deleted_at: field.time({ nullable: true })
  },
  shortcuts: { id: (asked, { organization_id }) => ofContact('id', asked, organization_id) },
  filters: {
    searchTerm: {
      field: field.text({ operators: ['$eq'] }),
      where: (builder, { value }, { searches }) => {
        const found = searches?.get(String(value))
        if (found?.kind === 'few') builder.whereRaw('contacts.id = any(?::bigint[])', [[...found.ids]])
        else if (found) addDescribed(builder, String(value))
        else throw new TypeError('nobody has looked how much is found')
      }
    },
    tag_id: {
      field: field.id({ operators: ['$eq'] }),
      where: (builder, { value }, { organization_id }) => taggedWith(builder, 'id', organization_id, Number(value))
    }
  },
  defaultSort: [['id', 'asc']]
})
