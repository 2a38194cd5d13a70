import { createRoot } from 'react-dom/client';
import './ui/tokens.css';
import './ui/base.css';
import { Root } from './app/root.tsx';
import { start } from './app/start.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
createRoot(root).render(<Root />);
void start();
