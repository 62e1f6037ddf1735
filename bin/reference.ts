import { SETTINGS } from '../src/configuration.ts'
import { ERRORS } from '../src/model/errors.ts'
import { EVENTS } from '../src/model/event.ts'
import { CONVERSATIONS_API, type Documented } from '../test/support/conversations-api.ts'
import { KINDS, type Kind } from '../test/support/whatsapp-kinds.ts'

/** The pages of `docs/reference` that say what the code says, by file name. */
export const PAGES: Readonly<Record<string, string>> = {
  'conversations-api.md': conversationsPage(),
  'errors.md': page(
    'Errors',
    'Every refusal, on REST and on sockets. `data.reason` never changes its meaning; the sentence is for people.',
    ['Code', '`data.reason`', 'Sentence'],
    Object.entries(ERRORS)
      .map(([reason, { code, message }]) => [String(code), `\`${reason}\``, message])
      .sort(([one = ''], [other = '']) => Number(one) - Number(other))
  ),
  'events.md': page(
    'Events',
    'What stands in the log (`/conversation-events`), and what listeners of the record’s service hear of it.',
    ['`type`', 'About', 'They hear', 'Meaning'],
    Object.entries(EVENTS).map(([type, { about, does, says }]) => [`\`${type}\``, about, `\`${does}\``, says])
  ),
  'settings.md': page(
    'Settings',
    'Environment variables. Nothing needs to be set for a first start.',
    ['Name', 'Default', 'Meaning'],
    SETTINGS.map(setting => [`\`${setting.name}\``, `\`${setting.default}\``, setting.sentence])
  ),
  'whatsapp-kinds.md': kindsPage()
}

/** Each thing that the published API documents, and the tests that show it here. */
function conversationsPage(): string {
  const sections = Object.entries(CONVERSATIONS_API).map(
    ([title, rows]) => `## ${title}\n\n${table(['Documented', 'Here', 'Tests'], rows.map(documentedRow))}\n`
  )
  const about = `What is documented of the published Conversations API, row by row, what it is here, and the tests that show it with
stock Feathers clients, from \`test/support/conversations-api.ts\`. Where nothing is said it is as documented. A law fails
where a row names a test that is not there. Written by \`bin/write-reference.ts\`.`
  return `# The Conversations API\n\n${about}\n\n${sections.join('\n')}`
}

function documentedRow({ name, here, tests }: Documented): readonly string[] {
  return [name, here ?? '', tests.join('<br>')]
}

/** Each kind with its captured payload, what becomes of it, and the tests that say so. */
function kindsPage(): string {
  const sections = Object.entries(KINDS).map(
    ([title, kinds]) => `## ${title}\n\n${table(['Kind', 'Payload', 'Becomes', 'Tests'], kinds.map(kindRow))}\n`
  )
  const about = `Every kind that WhatsApp says, takes and answers, from \`test/support/whatsapp-kinds.ts\`. Payloads are in
\`src/channels/whatsapp/fixtures\`; a law fails where a payload has no row or a row names a test that is not there. Written
by \`bin/write-reference.ts\`.`
  return `# Kinds of WhatsApp\n\n${about}\n\n${sections.join('\n')}`
}

function kindRow({ kind, fixture, row, becomes, tests }: Kind): readonly string[] {
  const from = row?.direction === 'outbound' ? ' from the phone' : ''
  const shown = row && `a message \`${row.type}\`${from}, shown as “${row.shows}”`
  return [kind, fixture ? `\`${fixture}.json\`` : '', [shown, becomes].filter(Boolean).join('; '), tests.join('<br>')]
}

function page(title: string, sentence: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `# ${title}\n\n${sentence} Written by \`bin/write-reference.ts\` from the code.\n\n${table(head, rows)}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.map(escaped).join(' | ')} |`).join('\n')
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|')
}
