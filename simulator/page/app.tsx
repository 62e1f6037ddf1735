import { type ReactNode, useEffect } from 'react'
import { useLive } from '../../web/live/use-live.ts'
import { client } from '../../web/session/client.ts'
import { LogIn } from '../../web/session/log-in.tsx'
import { TroubleNote } from '../../web/trouble/trouble-note.tsx'
import { Table } from './table.tsx'
import { pass } from './wire/pass.ts'
import { watch } from './wire/watch.ts'

/** The phones for who may have them: by a pass, or as whoever is logged in. */
export function App(): ReactNode {
  const status = useLive(client.status)
  const hasPass = useLive(pass) !== null
  const mayEnter = hasPass || status !== 'signed-out'
  useEffect(() => (mayEnter ? watch() : undefined), [mayEnter])
  return (
    <>
      {mayEnter ? <Table /> : <LogIn />}
      <TroubleNote />
    </>
  )
}
