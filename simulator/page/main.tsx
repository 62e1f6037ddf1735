import '@mantine/core/styles.css'
import '../../web/theme/tokens.css'
import { createRoot } from 'react-dom/client'
import { Themed } from '../../web/theme/themed.tsx'
import { Unbroken } from '../../web/unbroken.tsx'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <Themed>
      <Unbroken>
        <App />
      </Unbroken>
    </Themed>
  )
}
