import './schemas-without-code.ts';
import './first-questions.ts';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import './style.css';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
