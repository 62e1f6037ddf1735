import { createTheme, type MantineColorsTuple, Modal } from '@mantine/core'
import { words } from '../words/english.ts'

// A calm green-blue: read as ours, far from the yellow of notes and the red of what went wrong.
const tide: MantineColorsTuple = [
  '#e9f7f6',
  '#d3ecea',
  '#a6d8d4',
  '#76c3bd',
  '#4fb2aa',
  '#37a79f',
  '#269489',
  '#147a71',
  '#0b655d',
  '#004f48'
]

/** What the pages of the house look alike in. */
export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 5 },
  colors: { tide },
  fontFamily: 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  defaultRadius: 'md',
  cursorType: 'pointer',
  autoContrast: true,
  respectReducedMotion: true,
  // The library's own cross says nothing to who listens.
  components: { Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': words.media.close } } }) }
})
