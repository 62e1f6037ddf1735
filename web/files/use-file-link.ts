import { useEffect, useState } from 'react'
import { client } from '../session/client.ts'

interface FileLink {
  /** undefined while it is being fetched. */
  readonly url: string | undefined
  readonly hasFailed: boolean
}

const NOT_YET: FileLink = { url: undefined, hasFailed: false }
const NEVER: FileLink = { url: undefined, hasFailed: true }

/** Links live for minutes; so long one is used again, so that scrolling asks nothing twice. */
const FRESH_MS = 60_000
const links = new Map<string, { readonly link: Promise<FileLink>; readonly until: number }>()

/** A link to a file for whoever is logged in. It is made for them and ends soon. */
export function useFileLink(fileId: string | null): FileLink {
  const [link, setLink] = useState(NOT_YET)
  useEffect(() => {
    if (fileId === null) return setLink(NEVER)
    let isWanted = true
    void linkTo(fileId).then(found => isWanted && setLink(found))
    return () => {
      isWanted = false
    }
  }, [fileId])
  return link
}

function linkTo(fileId: string): Promise<FileLink> {
  const known = links.get(fileId)
  if (known && known.until > Date.now()) return known.link
  /** Another time it may be there. */
  const fail = (): FileLink => {
    links.delete(fileId)
    return NEVER
  }
  const link = client
    .service('conversation-files')
    .get(fileId)
    .then(({ url }) => (url === null ? fail() : { url, hasFailed: false }), fail)
  links.set(fileId, { link, until: Date.now() + FRESH_MS })
  return link
}
