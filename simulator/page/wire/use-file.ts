import { useEffect, useState } from 'react'
import { ask } from './call.ts'

const fetched = new Map<string, Promise<string>>()

/** An address under which a file of the network can be shown; it takes a credential to fetch it. */
export function useFile(channelId: number, fileId: string | undefined): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (fileId === undefined) return
    let isWanted = true
    addressOf(channelId, fileId).then(
      found => isWanted && setUrl(found),
      () => {}
    )
    return () => {
      isWanted = false
    }
  }, [channelId, fileId])
  return url
}

function addressOf(channelId: number, fileId: string): Promise<string> {
  const key = `${channelId}/${fileId}`
  const known = fetched.get(key)
  if (known) return known
  const fresh = ask(`channels/${channelId}/files/${fileId}`)
    .then(response => response.blob())
    .then(blob => URL.createObjectURL(blob))
  fetched.set(key, fresh)
  fresh.catch(() => fetched.delete(key))
  return fresh
}
