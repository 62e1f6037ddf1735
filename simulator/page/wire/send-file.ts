import { ask } from './call.ts'
import { pathOf } from './path.ts'
import type { Phone } from './shapes.ts'

const KINDS: Readonly<Record<string, string>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'sticker',
  'video/mp4': 'video',
  'video/3gpp': 'video'
}

/** Sends a file as the phone would: pictures, films and recordings as such, all else as a document. */
export async function sendFile(
  phone: Phone,
  file: File,
  quotes: string | undefined,
  { isVoice = false } = {}
): Promise<void> {
  const kind = KINDS[file.type] ?? (file.type.startsWith('audio/') ? 'audio' : 'document')
  const about = new URLSearchParams({
    kind,
    filename: file.name,
    ...(isVoice && { voice: 'true' }),
    ...(quotes && { quotes })
  })
  const headers = { 'content-type': file.type || 'application/octet-stream' }
  await ask(`${pathOf(phone)}/files?${about}`, { method: 'POST', headers, body: file })
}
