import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  MantineProvider,
  mergeMantineTheme
} from '@mantine/core'
import type { ReactNode } from 'react'
import { theme } from './theme.ts'

// A constructed sheet is no markup: the policy of the pages allows no element whose text is set from a string.
const variables = new CSSStyleSheet()
variables.replaceSync(
  convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)), ':root')
)
document.adoptedStyleSheets.push(variables)

/** Gives its children the house's colours, light or dark as the person or the machine wants. */
export function Themed({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      {children}
    </MantineProvider>
  )
}
