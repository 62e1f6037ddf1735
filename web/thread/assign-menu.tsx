import { Button, Menu } from '@mantine/core'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconUserPlus from '@tabler/icons-react/icons/IconUserPlus'
import type { ReactNode } from 'react'
import type { Conversation, User } from '../../src/client/wire.ts'
import { users } from '../live/people.ts'
import { useLive } from '../live/use-live.ts'
import { Face } from '../parts/face.tsx'
import { words } from '../words/english.ts'
import { change } from './conversation-acts.ts'
import classes from './thread-header.module.css'

interface AssignProps {
  readonly conversation: Conversation
  readonly me: number
}

/** Whose conversation it is, and to whom it can be given. Oneself comes first. */
export function AssignMenu({ conversation, me }: AssignProps): ReactNode {
  const people = [...useLive(users).values()].sort(
    (one, other) => order(one, me) - order(other, me) || one.full_name.localeCompare(other.full_name)
  )
  const owner = people.find(({ id }) => id === conversation.assigned_user_id)
  const label = owner ? words.header.assignedTo(owner.full_name) : words.header.assign
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <Button
          className={classes.owner}
          variant="subtle"
          color="gray"
          size="xs"
          aria-label={label}
          title={label}
          leftSection={
            owner ? (
              <Face name={owner.full_name} seed={owner.id} size="small" />
            ) : (
              <IconUserPlus size={16} aria-hidden />
            )
          }
        >
          <span className={classes.ownerName}>{owner ? nameFor(owner, me) : words.header.assign}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {people.map(each => (
          <Menu.Item
            key={each.id}
            leftSection={<Face name={each.full_name} seed={each.id} size="small" />}
            rightSection={each === owner && <IconCheck size={15} aria-hidden />}
            onClick={() => change(conversation, { assigned_user_id: each.id })}
          >
            {nameFor(each, me)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item disabled={!owner} onClick={() => change(conversation, { assigned_user_id: null })}>
          {words.header.nobody}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function nameFor({ id, full_name }: User, me: number): string {
  return id === me ? words.header.me : full_name
}

const order = ({ id }: User, me: number): number => (id === me ? 0 : 1)
