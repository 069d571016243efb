import { render } from 'preact';
import { App } from './shell/app.js';
import { applyTheme } from './shell/theme.js';
import './styles/console.css';

applyTheme();
const root = document.getElementById('console');
if (root !== null) render(<App />, root);
