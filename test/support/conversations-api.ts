import { channels } from '../../src/channels/index.ts'

/** One thing that is documented of the API, and what shows that it is so here. */
export interface Documented {
  readonly name: string
  /** What it is here, where that is more or less than is documented. */
  readonly here?: string
  /** Whole titles; one that is not there any more fails a law. */
  readonly tests: readonly [string, ...string[]]
}

const FLOW = 'The flow of the published Conversations API, over'

/** Shown by the flow, on either transport. */
function flows(name: string, title: string, here?: string): Documented {
  return { name, tests: [`${FLOW} rest ${title}`, `${FLOW} socket ${title}`], ...(here && { here }) }
}

function shown(name: string, here: string, ...tests: Documented['tests']): Documented {
  return { name, here, tests }
}

function each(names: readonly string[], title: string): Documented[] {
  return names.map(name => flows(`\`${name}\``, title))
}

const LISTS = 'lists as the inbox asks: without the playground, newest first, in pages'
const BY_STATUS = 'filters by status and channel'
const BY_OWNER = 'filters by who is assigned, and by nobody'
const BY_PLACE = 'filters by pipeline, stage, tag and view'
const BY_TIME = 'filters by what is unread, waits for an answer, and began on a day'
const SEARCHES = 'searches by name, and in what was said'
const READS = 'reads one conversation with what is documented of it'
const OPENS = 'closes and opens'
const ASSIGNS = 'assigns an owner and an assistant, by number or digits, and takes them away'
const MOVES = 'moves to a stage with its pipeline, and out of both'
const CUTS = 'cuts the context, and keeps assistants away with a reason'
const MARKS = 'marks as read and as unread'
const BLOCKS = 'blocks and unblocks'
const SENDS = 'sends a text to the customer and keeps a note from them'
const TAKES_OVER = 'takes a conversation over by sending'
const THREAD = 'reads messages newest first, in pages, without reactions, and one alone'
const UPLOADS = 'signs, puts and registers a file, and sends it'
const PLAYS = 'tries things out in the playground'
const PREDEFINED = 'keeps predefined messages: makes, lists by title, fills in, changes and removes them'
const KINDS = 'keeps predefined messages of every documented type, media by the key of an upload'
const BY_IDS = 'changes many by ids: assigns, closes, hands to an assistant, moves'
const BY_VIEW = 'changes many by a view, and by a filter'
const RUNS = 'runs an automation with conversation, contact and messages'
const CONTACTS = 'keeps contacts: makes, lists, reads, changes and removes them'
const DELETES = 'deletes a message, and then the conversation'

const CONVENTIONS = 'The conventions of every service over'
const both = (title: string): Documented['tests'] => [`${CONVENTIONS} rest ${title}`, `${CONVENTIONS} socket ${title}`]

const OTHERS = ['instagram', 'messenger', 'webchat'] as const
const spoken: ReadonlySet<string> = new Set(channels.map(({ name }) => name))

function notes(name: string, channel: string): Documented {
  const here = spoken.has(channel) ? undefined : 'what can be said until the channel is spoken here are notes'
  return flows(name, `keeps a note on ${channel}, lists and removes it`, here)
}

const SERVICES: readonly Documented[] = [
  flows('`/conversations`: find', LISTS),
  flows('`/conversations`: get', READS),
  flows('`/conversations`: patch', OPENS),
  flows('`/conversations`: remove', DELETES, 'admins and owners; answered with the row and its `deleted_at`'),
  flows('`/conversations-bulk-actions`: create', BY_IDS),
  flows('`/conversation-messages-whatsapp`: find, get', THREAD),
  flows('`/conversation-messages-whatsapp`: remove', DELETES),
  flows('`/conversation-messages-transform-outgoing-whatsapp`: create', SENDS),
  ...OTHERS.flatMap(channel => [
    notes(`\`/conversation-messages-${channel}\`: find, get, remove`, channel),
    notes(`\`/conversation-messages-transform-outgoing-${channel}\`: create`, channel)
  ]),
  notes('`/conversation-messages-sms`: find, get, create, remove', 'sms'),
  flows('`/conversation-messages-playground`: find, create', PLAYS),
  flows('`/conversation-files`: create', UPLOADS),
  flows('`/s3-url-signing`: create', UPLOADS),
  flows('`/conversation-predefined-messages`: find, get, create, patch, remove', PREDEFINED),
  flows('`/automations-executions`: create', RUNS),
  flows('`/contacts`: find, get, create, patch, remove', CONTACTS)
]

const PAGES: readonly Documented[] = [
  shown(
    '`$limit`, at most 50',
    'more is answered with 50; 0 counts',
    ...both('answers pages of 25 rows, and never of more than 50')
  ),
  flows('`$skip`', LISTS),
  flows('`$sort`', LISTS),
  flows('`$select`', LISTS),
  flows('`total`, `limit`, `skip`, `data`', LISTS),
  shown(
    '`organization_id`',
    'optional: the key says it; refused where it differs',
    ...both('takes organization_id where it agrees')
  )
]

const QUERY: readonly Documented[] = [
  ...each(['organization_id', '$limit', '$skip', '$sort', '$select'], LISTS),
  flows('`status`', BY_STATUS),
  flows('`channel`, a value', BY_STATUS),
  flows('`channel`, `$ne`', LISTS),
  ...each(['assigned_user_id', 'assigned_ai_assistant_id'], BY_OWNER).map(row => ({
    ...row,
    here: 'a number or null'
  })),
  ...each(['pipeline_id', 'pipeline_stage_id', 'tag_id', 'view_id'], BY_PLACE),
  flows('`unread_count`, `$gt`', BY_TIME),
  flows('`waitingResponseOnly`', BY_TIME, 'the last word is the customer’s'),
  flows('`created_at`, `$gte` and `$lte`', BY_TIME),
  ...each(['searchTerm', 'messageSearchTerm'], SEARCHES)
]

const CONVERSATION: readonly Documented[] = [
  ...each(
    [
      'id',
      'organization_id',
      'contact_id',
      'channel',
      'status',
      'unread_count',
      'assigned_user_id',
      'assigned_ai_assistant_id',
      'pipeline_id',
      'pipeline_stage_id',
      'ai_context_cut',
      'ai_auto_assignment_disabled',
      'ai_auto_assignment_disabled_reason',
      'blocked'
    ],
    READS
  ),
  ...each(['last_interaction_at', 'created_at'], LISTS),
  flows('`deleted_at`', DELETES)
]

const PATCH: readonly Documented[] = [
  flows('`status`: open, closed', OPENS),
  flows('`assigned_user_id`: a number, null', ASSIGNS),
  flows('`assigned_ai_assistant_id`: a number, a string, null', ASSIGNS),
  flows('`pipeline_id`, `pipeline_stage_id`: numbers, null', MOVES),
  flows('`ai_context_cut`', CUTS),
  flows('`unread_count`: 0, 1', MARKS),
  ...each(['ai_auto_assignment_disabled', 'ai_auto_assignment_disabled_reason'], CUTS),
  flows('`blocked`', BLOCKS),
  flows('takeover on send', TAKES_OVER, '`takeover` in the body of the send; a patch does it too')
]

const BULK: readonly Documented[] = [
  flows('`assign`: `assigned_user_id`', BY_IDS),
  flows('`update_status`: `status`', BY_IDS),
  flows('`assign_ai_assistant`: `assigned_ai_assistant_id`', BY_IDS),
  flows('`move`: `pipeline_id`, `pipeline_stage_id`', BY_IDS),
  flows('`conversation_ids`', BY_IDS),
  flows('`view_id`', BY_VIEW),
  ...['organization_id', 'pipeline_id', 'pipeline_stage_id', 'status', 'channel'].map(name =>
    flows(`\`filter.${name}\``, BY_VIEW)
  ),
  flows('`processed_count`', BY_IDS),
  shown(
    'exactly one of `conversation_ids`, `view_id`, `filter`',
    'otherwise 400',
    'Changing many conversations at once wants one target, and what belongs to the action'
  )
]

const MESSAGES_QUERY: readonly Documented[] = [
  shown(
    '`conversation_id`, required',
    'otherwise 400',
    'Lists of messages of a type need a conversation, show none of another type, and are read one by one'
  ),
  flows('`message_type`, `$ne`', THREAD),
  ...each(['$sort', '$limit', '$skip'], THREAD)
]

const MESSAGE: readonly Documented[] = [
  flows('`_id`', THREAD, 'the same as `id`, on every channel a string'),
  ...each(['conversation_id', 'message_type', 'message_text', 'media_url', 'created_at', 'deleted_at'], THREAD),
  flows('`message_type`: `text`, `note`', SENDS),
  flows('`message_type`: `reaction`', THREAD),
  flows('`DELETE`, answered with `deleted_at`', DELETES)
]

const SEND: readonly Documented[] = [
  ...each(['conversation_id', 'message_text', 'message_type'], SENDS),
  flows('`message_type`: `note`', SENDS),
  ...each(['s3_key', 's3_path', 'file_name', 'file_type', 'file_size', 'conversation_file_id'], UPLOADS),
  shown(
    '`s3_key` without a registered file',
    'it becomes a file with the message',
    'Files that members upload become files together with the message that is sent by their key, once'
  ),
  shown(
    '`media_url`',
    'an address, or the key of an upload',
    'What colleagues send as files takes anybody’s file by its address, and keeps it'
  ),
  shown(
    'the 24-hour window',
    'held by the server: 422 `outside_window`',
    'What colleagues send lets only templates out once the window has closed'
  ),
  shown(
    'notes outside of the window',
    'at any time',
    'Notes are left at any time, and touch nothing that the list shows'
  ),
  shown(
    'WhatsApp templates',
    '`message_type: template`',
    'What colleagues send brings a template message to the phone'
  ),
  notes('SMS', 'sms'),
  flows('playground: `organization_id`, `contact_id`', PLAYS),
  shown(
    'playground: `s3_key`, `s3_path`, `file_name`, `file_type`, `file_size`, `conversation_file_id`',
    'as on other channels',
    'The playground takes an upload by its key, and what is kept ready by the key of its file'
  )
]

const UPLOAD: readonly Documented[] = [
  flows('1. `POST /s3-url-signing`: `type`', UPLOADS, '`conversation-file`; `predefined-message`, `avatar`'),
  flows('1. answered with `s3PathWithoutBucket`', UPLOADS),
  flows('1. answered with the whole `s3://` path', UPLOADS, '`s3Path`'),
  flows('1. answered with the signed address', UPLOADS, '`url`, with `method` and `headers`'),
  flows('2. `PUT` of the bytes with their `Content-Type`', UPLOADS),
  ...[
    'conversation_id',
    'organization_id',
    'file_name',
    'file_type',
    'file_size',
    's3_key',
    's3_path',
    'file_category'
  ].map(name => flows(`3. \`POST /conversation-files\`: \`${name}\``, UPLOADS)),
  flows('3. answered with `_id`', UPLOADS)
]

const PREDEFINED_FIELDS: readonly Documented[] = [
  ...each(
    [
      'id',
      'organization_id',
      'title',
      'content',
      'message_type',
      'media_url',
      'filename',
      'mime_type',
      'created_by_user_id',
      'created_at',
      'updated_at'
    ],
    PREDEFINED
  ),
  flows('sorted by `title`', PREDEFINED),
  flows('`message_type`: `text`, `image`, `video`, `document`, `audio`, `location`', KINDS),
  flows(
    '`media_url`: a key of the store',
    KINDS,
    'signed for as `predefined-message`, registered without a conversation'
  )
]

const EXECUTION: readonly Documented[] = [
  ...each(['automation_id', 'organization_id', 'conversation_id'], RUNS),
  ...each(
    ['conversation', 'contact', 'messages'].map(name => `initial_payload.${name}`),
    RUNS
  ).map(row => ({
    ...row,
    here: 'kept with the execution; steps read what is so when they run'
  }))
]

const CONTACT: readonly Documented[] = [
  ...each(
    [
      'id',
      'organization_id',
      'first_name',
      'last_name',
      'email',
      'phone_country_code',
      'phone_country_iso',
      'created_by_user_id',
      'owned_by_user_id',
      'owner',
      'company_id',
      'company',
      'channel_whatsapp_wa_id',
      'channel_instagram_user_id',
      'system_type',
      'custom_fields_by_name',
      'created_at',
      'updated_at',
      'deleted_at'
    ],
    CONTACTS
  ),
  flows('`phone`', CONTACTS, 'with its country code, as `+12025550123`'),
  shown(
    '`avatar_url`',
    'an address, or the key of an upload',
    'A contact gets an uploaded picture by its key, and shows it under an address that stays'
  ),
  flows('`$limit`, `$skip`, `$sort`', CONTACTS),
  shown(
    '`fastJoinForContactList`',
    'taken; what it joins is always there',
    'A contact answers whoever asks with the flags of another system as if there were none'
  )
]

/** All that is documented, by where it stands. */
export const CONVERSATIONS_API: Readonly<Record<string, readonly Documented[]>> = {
  Services: SERVICES,
  'Every list': PAGES,
  'Conversations: the query': QUERY,
  'Conversations: the record': CONVERSATION,
  'Conversations: the patch': PATCH,
  'Bulk actions': BULK,
  'Messages: the query': MESSAGES_QUERY,
  'Messages: the record': MESSAGE,
  Sending: SEND,
  Attachments: UPLOAD,
  'Predefined messages': PREDEFINED_FIELDS,
  'Running an automation': EXECUTION,
  Contacts: CONTACT
}
