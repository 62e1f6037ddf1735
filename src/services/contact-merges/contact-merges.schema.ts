import { Type } from 'typebox'
import { actorShape } from '../../actions/shapes.ts'
import type { Member } from '../../model/actor.ts'
import { closed, defineResource, field } from '../../platform/query/index.ts'

const integerId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const contactMergeDataSchema = closed({ contact_id: integerId, merged_contact_id: integerId })

/** What can be asked of merges that stand. */
export const contactMergeResource = defineResource<Member>({
  table: 'contact_merges',
  fields: {
    organization_id: field.id(),
    id: field.uuid({ sortable: true }),
    contact_id: field.id(),
    merged_contact_id: field.id(),
    created_by: field.json({ shape: actorShape }),
    created_at: field.time({ sortable: true }),
    updated_at: field.time(),
    deleted_at: field.time({ nullable: true })
  }
})
