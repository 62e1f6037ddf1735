import { channelPresenter } from './channels/channel.wire.ts'
import { contactPresenter } from './contacts/contact.wire.ts'
import { filePresenter } from './conversation-files/file.wire.ts'
import { bulkActionPresenter } from './conversations-bulk-actions/bulk-action.wire.ts'
import { type Presenters, toAdmins, toEverybody } from './realtime.ts'
import { viewPresenter } from './views/view.wire.ts'

/** How records that belong to no conversation are shown to those who listen, and to whom. */
export function presenters(publicUrl: string, bucket: string): Presenters {
  return {
    organization: { path: 'organizations', rooms: toEverybody, wire: row => row },
    user: { path: 'users', rooms: toEverybody, wire: row => row },
    api_key: { path: 'api-keys', rooms: toAdmins, wire: row => row },
    channel: channelPresenter(publicUrl),
    contact: contactPresenter,
    contact_merge: { path: 'contact-merges', rooms: toEverybody, wire: row => row },
    tag: { path: 'tags', rooms: toEverybody, wire: row => row },
    predefined_message: { path: 'conversation-predefined-messages', rooms: toEverybody, wire: row => row },
    file: filePresenter({ publicUrl, bucket }),
    automation: { path: 'automations', rooms: toEverybody, wire: row => row },
    // Those of a conversation are heard by whoever sees it; of one that is gone, by those who see everything.
    execution: { path: 'automations-executions', rooms: toAdmins, wire: row => row },
    pipeline: { path: 'pipelines', rooms: toEverybody, wire: row => row },
    pipeline_stage: { path: 'pipeline-stages', rooms: toEverybody, wire: row => row },
    view: viewPresenter,
    bulk_action: bulkActionPresenter
  }
}
