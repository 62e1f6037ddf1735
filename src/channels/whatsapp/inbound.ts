import type { Fact } from '../channel.ts'
import { openJson } from '../open-json.ts'
import { type Fields, list, record, text } from '../reading.ts'
import { readHistory } from './history.ts'
import { readMessage } from './messages.ts'
import { readPreferences } from './preferences.ts'
import { readStatus } from './statuses.ts'
import { contactsIn, endpointIn, personOf, receiverOf, senderOf, timeOf, unrecognized } from './wire.ts'

type Reader = (value: Fields, endpoint: string, entry: Fields) => readonly Fact[]

/** Fields of a webhook that tell what was said on a number of ours. */
const TALK: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'messages',
    (value, endpoint, entry) => [...readTalk(value, endpoint, false), ...readErrors(value, endpoint, entry)]
  ],
  ['smb_message_echoes', (value, endpoint) => readEchoes(value, endpoint, false)],
  ['history', readHistory],
  ['user_preferences', readPreferences],
  ['standby', (value, endpoint) => [...readTalk(value, endpoint, true), ...readEchoes(value, endpoint, true)]]
])

/** Fields that tell about the account; its templates, numbers and agents. They are kept for the operator. */
const ACCOUNT = new Set([
  'account_alerts',
  'account_review_update',
  'account_update',
  'business_capability_update',
  'calls',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messaging_handovers',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'smb_app_state_sync',
  'standby',
  'template_category_update',
  'user_preferences'
])

const TEMPLATES = new Set([
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'template_category_update'
])

/** Reads every entry × change × item of a webhook, in order. Never throws. */
export function read(raw: Uint8Array): readonly Fact[] {
  const opened = openJson(raw)
  if (!('value' in opened)) return [unrecognized(null, opened.reason, opened.raw)]
  const envelope = record(opened.value)
  const entries = list(envelope['entry'])
  if (envelope['object'] !== 'whatsapp_business_account' || entries.length === 0) {
    return [unrecognized(null, 'not_a_whatsapp_webhook', opened.value)]
  }
  return entries.flatMap(readEntry)
}

function readEntry(item: unknown): readonly Fact[] {
  const entry = record(item)
  const changes = list(entry['changes'])
  if (changes.length === 0) return [unrecognized(null, 'entry_without_changes', item)]
  return changes.flatMap(change => readChange(change, entry))
}

function readChange(item: unknown, entry: Fields): readonly Fact[] {
  const change = record(item)
  const field = text(change['field']) ?? ''
  const value = record(change['value'])
  const endpoint = endpointIn(value)
  const talk = TALK.get(field)
  const facts = talk && endpoint !== undefined ? talk(value, endpoint, entry) : []
  if (facts.length > 0) return facts
  if (ACCOUNT.has(field)) {
    const at = timeOf(entry['time']) ?? null
    const templates = TEMPLATES.has(field) && { templates: true as const }
    return [{ kind: 'account', endpoint: endpoint ?? null, at, subject: field, ...templates, raw: item }]
  }
  return [unrecognized(endpoint ?? null, talk ? `malformed_${field}` : 'unknown_field', item)]
}

/** On `standby` Meta's own agent holds the chat: we listen, and wake nobody. */
function readTalk(value: Fields, endpoint: string, quiet: boolean): readonly Fact[] {
  const contacts = contactsIn(value)
  const messages = list(value['messages']).map(item =>
    readMessage(item, {
      endpoint,
      customer: message => personOf(senderOf(message), contacts),
      direction: 'inbound',
      live: true,
      quiet,
      ...(quiet && { metadata: { standby: true } })
    })
  )
  return [...messages, ...list(value['statuses']).map(item => readStatus(item, endpoint, contacts))]
}

/** What the owner of the number wrote on the phone, or Meta's agent in our stead. */
function readEchoes(value: Fields, endpoint: string, quiet: boolean): readonly Fact[] {
  return list(value['message_echoes']).map(item =>
    readMessage(item, {
      endpoint,
      customer: message => personOf(receiverOf(message), contactsIn(value)),
      direction: 'outbound',
      live: true,
      quiet,
      ...(quiet && { metadata: { standby: true } })
    })
  )
}

function readErrors(value: Fields, endpoint: string, entry: Fields): readonly Fact[] {
  const errors = list(value['errors'])
  if (errors.length === 0) return []
  return [{ kind: 'account', endpoint, at: timeOf(entry['time']) ?? null, subject: 'errors', raw: errors }]
}
