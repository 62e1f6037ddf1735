import { ActionIcon, Menu } from '@mantine/core'
import IconFile from '@tabler/icons-react/icons/IconFile'
import IconMapPin from '@tabler/icons-react/icons/IconMapPin'
import IconPhoto from '@tabler/icons-react/icons/IconPhoto'
import IconPlus from '@tabler/icons-react/icons/IconPlus'
import IconUser from '@tabler/icons-react/icons/IconUser'
import { type ReactNode, useRef } from 'react'
import { attempt } from '../../../web/trouble/trouble.ts'
import { post } from '../wire/call.ts'
import { pathOf } from '../wire/path.ts'
import { sendFile } from '../wire/send-file.ts'
import type { Phone } from '../wire/shapes.ts'
import { words } from '../words/english.ts'
import { paintGarden } from './garden.ts'

interface AttachProps {
  readonly phone: Phone
  readonly quotes: string | undefined
  readonly onDone: () => void
}

const HERE = { latitude: 52.5163, longitude: 13.3777, name: 'Brandenburg Gate', address: 'Pariser Platz, Berlin' }
const FRIEND = [
  {
    name: { formatted_name: 'Chiara Conti', first_name: 'Chiara' },
    phones: [{ phone: '+1 555 010 0003', type: 'CELL', wa_id: '15550100003' }]
  }
]

/** Everything a customer sends that is no words. */
export function AttachMenu({ phone, quotes, onDone }: AttachProps): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const path = pathOf(phone)
  const say = (type: string, body: unknown) => sent(post(`${path}/messages`, { type, body, ...(quotes && { quotes }) }))

  function sent(work: Promise<unknown>): void {
    attempt(work)
    onDone()
  }

  return (
    <>
      <Menu position="top-start" shadow="md" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" radius="xl" aria-label={words.composer.attach}>
            <IconPlus size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFile size={16} aria-hidden />} onClick={() => input.current?.click()}>
            {words.composer.file}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPhoto size={16} aria-hidden />}
            onClick={() => sent(paintGarden().then(picture => sendFile(phone, picture, quotes)))}
          >
            {words.composer.picture}
          </Menu.Item>
          <Menu.Item leftSection={<IconMapPin size={16} aria-hidden />} onClick={() => say('location', HERE)}>
            {words.composer.location}
          </Menu.Item>
          <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => say('contacts', FRIEND)}>
            {words.composer.contact}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        onChange={event => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) sent(sendFile(phone, file, quotes))
        }}
      />
    </>
  )
}
