import { render } from 'preact';
import { acceptKeyOfLink } from './api/credential.js';
import { Frame } from './frame/frame.js';
import { followSandbox } from './state/sandboxes.js';
import './styles/console.css';

acceptKeyOfLink();
followSandbox();
render(<Frame />, document.getElementById('root') as HTMLElement);
