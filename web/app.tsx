import { type ReactNode, useEffect } from 'react'
import { Desk } from './desk.tsx'
import { Entering } from './entering.tsx'
import { useLive } from './live/use-live.ts'
import { NoticeNote } from './notice/notice-note.tsx'
import { client } from './session/client.ts'
import { LogIn } from './session/log-in.tsx'
import { followOtherTabs } from './session/other-tabs.ts'
import { TroubleNote } from './trouble/trouble-note.tsx'

/** The inbox for who is logged in, the door for who is not. */
export function App(): ReactNode {
  const status = useLive(client.status)
  const user = useLive(client.user)
  useEffect(followOtherTabs, [])
  return (
    <>
      {status === 'signed-out' ? <LogIn /> : user ? <Desk key={user.id} me={user.id} /> : <Entering />}
      <NoticeNote />
      <TroubleNote />
    </>
  )
}
