import { Type } from 'typebox'
import { bagShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

/** What can be asked of a channel's templates. */
export const templateResource = defineResource<Member>({
  table: 'message_templates',
  softDelete: false,
  fields: {
    id: field.uuid({ sortable: true }),
    organization_id: field.id(),
    channel_id: field.id(),
    name: field.text({ sortable: true }),
    language: field.text(),
    status: field.text(),
    category: field.text({ nullable: true }),
    parameter_format: field.text({ operators: [] }),
    components: field.json({ shape: Type.Array(bagShape) }),
    quality: field.text({ nullable: true }),
    rejected_reason: { ...field.text({ nullable: true }), operators: [] },
    provider_template_id: field.text({ nullable: true }),
    created_at: field.time(),
    updated_at: field.time({ sortable: true })
  },
  defaultSort: [['name', 'asc']]
})

/** What can be asked of the reading of a catalogue. */
export const catalogueResource = defineResource<Member>({
  table: 'template_catalogues',
  softDelete: false,
  idField: 'channel_id',
  fields: {
    organization_id: field.id(),
    channel_id: field.id({ sortable: true }),
    asked_at: field.time(),
    synced_at: field.time({ nullable: true }),
    error: field.json({ nullable: true, shape: bagShape })
  },
  defaultSort: [['channel_id', 'asc']]
})

export const syncSchema = closed({ channel_id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
