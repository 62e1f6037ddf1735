import type { Migration } from '../src/platform/migrations.ts'
import * as tenants from './20261125090000_tenants.ts'
import * as channelsAndContacts from './20261125090100_channels_and_contacts.ts'
import * as conversations from './20261125090200_conversations.ts'
import * as post from './20261125090300_post.ts'
import * as runtimeRole from './20261125090400_runtime_role.ts'
import * as loginThrottle from './20261125090500_login_throttle.ts'
import * as membershipSecrets from './20261125090510_membership_secrets.ts'
import * as logEpoch from './20261125090600_log_epoch.ts'
import * as processes from './20261125090610_processes.ts'
import * as jobLeases from './20261125104500_job_leases.ts'
import * as paces from './20261125104510_paces.ts'
import * as contactSearch from './20261125110000_contact_search.ts'
import * as uploads from './20261125110500_uploads.ts'
import * as conversationTimers from './20261125112000_conversation_timers.ts'
import * as templates from './20261125123000_templates.ts'
import * as providerMedia from './20261125131100_provider_media.ts'
import * as views from './20261125132000_views.ts'
import * as conversationIndexes from './20261125132100_conversation_indexes.ts'
import * as messageSearch from './20261125132200_message_search.ts'
import * as assistants from './20261125132300_assistants.ts'
import * as bulkActions from './20261125133000_bulk_actions.ts'
import * as contactFields from './20261125134000_contact_fields.ts'
import * as contactMerges from './20261125134010_contact_merges.ts'
import * as contactOrder from './20261125134020_contact_order.ts'
import * as contactAvatars from './20261125134030_contact_avatars.ts'
import * as predefinedMessages from './20261125135010_predefined_messages.ts'
import * as messagesAcross from './20261125135020_messages_across.ts'
import * as automations from './20261125136000_automations.ts'

/** All migrations, oldest first. */
export const migrations: readonly Migration[] = [
  { name: '20261125090000_tenants', ...tenants },
  { name: '20261125090100_channels_and_contacts', ...channelsAndContacts },
  { name: '20261125090200_conversations', ...conversations },
  { name: '20261125090300_post', ...post },
  { name: '20261125090400_runtime_role', ...runtimeRole },
  { name: '20261125090500_login_throttle', ...loginThrottle },
  { name: '20261125090510_membership_secrets', ...membershipSecrets },
  { name: '20261125090600_log_epoch', ...logEpoch },
  { name: '20261125090610_processes', ...processes },
  { name: '20261125104500_job_leases', ...jobLeases },
  { name: '20261125104510_paces', ...paces },
  { name: '20261125110000_contact_search', ...contactSearch },
  { name: '20261125110500_uploads', ...uploads },
  { name: '20261125112000_conversation_timers', ...conversationTimers },
  { name: '20261125123000_templates', ...templates },
  { name: '20261125131100_provider_media', ...providerMedia },
  { name: '20261125132000_views', ...views },
  { name: '20261125132100_conversation_indexes', ...conversationIndexes },
  { name: '20261125132200_message_search', ...messageSearch },
  { name: '20261125132300_assistants', ...assistants },
  { name: '20261125133000_bulk_actions', ...bulkActions },
  { name: '20261125134000_contact_fields', ...contactFields },
  { name: '20261125134010_contact_merges', ...contactMerges },
  { name: '20261125134020_contact_order', ...contactOrder },
  { name: '20261125134030_contact_avatars', ...contactAvatars },
  { name: '20261125135010_predefined_messages', ...predefinedMessages },
  { name: '20261125135020_messages_across', ...messagesAcross },
  { name: '20261125136000_automations', ...automations }
]
