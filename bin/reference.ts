import { SETTINGS } from '../src/configuration.ts'
import { ERRORS } from '../src/model/errors.ts'
import { EVENTS } from '../src/model/event.ts'

/** The pages of `docs/reference` that say what the code says, by file name. */
export const PAGES: Readonly<Record<string, string>> = {
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
  )
}

function page(title: string, sentence: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.map(escaped).join(' | ')} |`)
  return `# ${title}\n\n${sentence} Written by \`bin/write-reference.ts\` from the code.\n\n${table.join('\n')}\n`
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|')
}
