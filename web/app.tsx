import type { ReactNode } from 'react'
import { Desk } from './desk.tsx'
import { useLive } from './live/use-live.ts'
import { client } from './session/client.ts'
import { LogIn } from './session/log-in.tsx'
import { TroubleNote } from './trouble/trouble-note.tsx'

/** The inbox for who is logged in, the door for who is not. */
export function App(): ReactNode {
  const status = useLive(client.status)
  const user = useLive(client.user)
  return (
    <>
      {status === 'signed-out' ? <LogIn /> : user && <Desk key={user.id} me={user.id} />}
      <TroubleNote />
    </>
  )
}
