import { useEffect, useState } from 'react'
import { client } from '../session/client.ts'
import { type Form, formOf } from './template.ts'

const APPROVED = 'APPROVED'
const MOST = 50

/** The approved templates of a channel that can be filled with words; null while they are not known. */
export function useTemplates(channelId: number, isWanted: boolean): readonly Form[] | null {
  const [forms, setForms] = useState<readonly Form[] | null>(null)
  useEffect(() => {
    if (!isWanted) return
    let isOpen = true
    loadForms(channelId).then(
      found => isOpen && setForms(found),
      () => isOpen && setForms([])
    )
    return () => {
      isOpen = false
    }
  }, [channelId, isWanted])
  return forms
}

async function loadForms(channelId: number): Promise<readonly Form[]> {
  const { data } = await client.service(`channels/${channelId}/templates`).find({ query: { $limit: MOST } })
  return data.filter(({ status }) => status === APPROVED).flatMap(template => formOf(template) ?? [])
}
