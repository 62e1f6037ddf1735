// As WhatsApp records them where the browser can; else as it can.
const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4']

/** A voice that is being recorded. */
export interface Recording {
  readonly begun: number
  /** Ends it and gives what was said. */
  finish(): Promise<File>
  /** Ends it, and nothing was said. */
  drop(): void
}

/** Browsers give the microphone to safe origins alone. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && navigator.mediaDevices !== undefined
}

/** Begins to record. @throws where the microphone is missing or refused */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const mimeType = TYPES.find(each => MediaRecorder.isTypeSupported(each)) ?? ''
  const recorder = new MediaRecorder(stream, { mimeType })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const ended = new Promise<void>(resolve => recorder.addEventListener('stop', () => resolve()))
  const end = (): void => {
    if (recorder.state !== 'inactive') recorder.stop()
    for (const track of stream.getTracks()) track.stop()
  }
  recorder.start()
  return {
    begun: Date.now(),
    async finish() {
      end()
      await ended
      const type = recorder.mimeType.split(';')[0] ?? ''
      return new File(parts, `voice.${type.split('/')[1]}`, { type })
    },
    drop: end
  }
}
