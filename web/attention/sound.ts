import { createCell } from '../../src/client/live.ts'

const KEPT = 'parley-sound'

const sound = createCell(localStorage.getItem(KEPT) === 'on')

/** Whether new messages are heard; off until somebody wants it. */
export const isSoundOn = sound

export function toggleSound(): void {
  sound.set(!sound.get())
  localStorage.setItem(KEPT, sound.get() ? 'on' : 'off')
  if (sound.get()) chime()
}

let audio: AudioContext | undefined

/** Two soft notes, made here: there is no file to load. */
export function chime(): void {
  audio ??= new AudioContext()
  for (const [index, frequency] of [660, 880].entries()) note(audio, frequency, audio.currentTime + index * 0.12)
}

function note(context: AudioContext, frequency: number, at: number): void {
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.frequency.value = frequency
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(0.08, at + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35)
  tone.connect(volume).connect(context.destination)
  tone.start(at)
  tone.stop(at + 0.4)
}
