import { TagsInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Contact } from '../../src/client/wire.ts'
import { tags } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { client } from '../session/client.ts'
import { attempt } from '../trouble/trouble.ts'
import { words } from '../words/english.ts'

const LONGEST = 60

/** The tags of a contact. One that nobody knows yet is made by writing it. */
export function ContactTags({ contact }: { readonly contact: Contact }): ReactNode {
  const known = [...useLive(tags).values()].map(({ name }) => name)
  return (
    <TagsInput
      size="xs"
      label={words.contact.tags}
      placeholder={contact.tags.length === 0 ? words.contact.noTags : ''}
      data={known.sort((one, other) => one.localeCompare(other))}
      value={contact.tags.map(({ name }) => name)}
      maxLength={LONGEST}
      acceptValueOnBlur={false}
      onChange={names => attempt(client.service('contacts').patch(contact.id, { tags: names }))}
    />
  )
}
