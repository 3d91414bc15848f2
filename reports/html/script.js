// SPDX-License-Identifier: Apache-2.0
// Filters, sorts and themes a page that is whole without it. It reads attributes and text, and writes no markup.
'use strict';

(() => {
    const form = document.getElementById('filter');
    const status = document.getElementById('shown');
    const theme = document.getElementById('theme');

    // --- the filter ---

    // What a row says is put together once, when somebody searches for the first time.
    const rows = Array.from(document.querySelectorAll('.finding'), (element) => ({
        element,
        level: element.dataset.level,
        practice: element.dataset.practice,
        tools: element.dataset.tools.split(' '),
        stage: element.dataset.stage,
        hasFix: 'fix' in element.dataset,
        text: null,
    }));
    const groups = Array.from(document.querySelectorAll('.group, .scroll:has(.finding)'));

    const textOf = (row) => {
        row.text ??= `${row.element.textContent} ${groupNameOf(row.element)}`.toLowerCase();
        return row.text;
    };

    const groupNameOf = (element) => element.closest('.group')?.querySelector('h3').textContent ?? '';

    const applyFilter = () => {
        const wanted = new FormData(form);
        const levels = new Set(wanted.getAll('level'));
        const words = wanted.get('text').toLowerCase().split(/\s+/).filter(Boolean);
        const practice = wanted.get('practice');
        const tool = wanted.get('tool');
        const stage = wanted.get('stage');
        const needsFix = wanted.has('fix');
        let shown = 0;
        for (const row of rows) {
            const fits = (levels.has(row.level) || row.level === 'none') &&
                (!practice || row.practice === practice) &&
                (!tool || row.tools.includes(tool)) &&
                (!stage || row.stage === stage) &&
                (!needsFix || row.hasFix) &&
                words.every((word) => textOf(row).includes(word));
            row.element.hidden = !fits;
            shown += fits;
        }
        for (const group of groups) {
            group.hidden = !group.querySelector('.finding:not([hidden])');
        }
        status.textContent = shown === rows.length
            ? `All ${rows.length} findings of this page are shown.`
            : `${shown} of ${rows.length} findings of this page are shown.`;
    };

    const startFilter = () => {
        let timer = 0;
        form.hidden = false;
        form.addEventListener('submit', (event) => event.preventDefault());
        form.addEventListener('change', applyFilter);
        form.addEventListener('reset', () => setTimeout(applyFilter));
        form.elements.text.addEventListener('input', () => {
            clearTimeout(timer);
            timer = setTimeout(applyFilter, 120);
        });
        form.addEventListener('click', (event) => {
            const action = event.target.dataset.do;
            if (action) {
                for (const details of document.querySelectorAll('#findings details.finding')) {
                    details.open = action === 'open';
                }
            }
        });
        document.addEventListener('keydown', (event) => {
            const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
            if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
                event.preventDefault();
                form.elements.text.focus();
            }
        });
        applyFilter();
    };

    // --- links ---

    // What a link leads to may be folded away or filtered out.
    const revealTarget = () => {
        const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
        if (!target) {
            return;
        }
        if (target.closest('[hidden]') && form) {
            form.reset();
            applyFilter();
        }
        for (let at = target; at; at = at.parentElement) {
            if (at.tagName === 'DETAILS') {
                at.open = true;
            }
        }
        target.scrollIntoView();
    };

    // --- tables ---

    const order = { critical: 5, high: 4, medium: 3, low: 2, info: 1, none: 0 };

    const keyOf = (row, column) => {
        const text = row.cells[column].textContent.trim();
        return order[text] ?? text;
    };

    const sortBy = (table, header, column) => {
        const body = table.tBodies[0];
        const wasAscending = header.getAttribute('aria-sort') === 'ascending';
        const direction = wasAscending ? -1 : 1;
        const keyed = Array.from(body.rows, (row) => [keyOf(row, column), row]);
        const compare = new Intl.Collator('en', { numeric: true }).compare;
        keyed.sort(([a], [b]) => direction *
            (typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b))));
        for (const other of table.querySelectorAll('th[aria-sort]')) {
            other.removeAttribute('aria-sort');
        }
        header.setAttribute('aria-sort', wasAscending ? 'descending' : 'ascending');
        body.append(...keyed.map(([, row]) => row));
    };

    const makeSortable = (table) => {
        table.querySelectorAll('thead th').forEach((header, column) => {
            const button = document.createElement('button');
            button.type = 'button';
            button.append(...header.childNodes);
            button.addEventListener('click', () => sortBy(table, header, column));
            header.append(button);
        });
    };

    // --- the theme ---

    const themes = ['auto', 'light', 'dark'];

    // Pages from a file have no storage in some browsers.
    const remember = (name) => {
        try {
            if (name === undefined) {
                return localStorage.getItem('hullmark-theme');
            }
            localStorage.setItem('hullmark-theme', name);
        } catch {
            // It is the browser's own choice, then.
        }
        return null;
    };

    const setTheme = (name) => {
        if (name === 'auto') {
            delete document.documentElement.dataset.theme;
        } else {
            document.documentElement.dataset.theme = name;
        }
        theme.value = name;
        theme.textContent = `Theme: ${name}`;
    };

    const startTheme = () => {
        const remembered = remember();
        theme.hidden = false;
        setTheme(themes.includes(remembered) ? remembered : 'auto');
        theme.addEventListener('click', () => {
            const next = themes[(themes.indexOf(theme.value) + 1) % themes.length];
            setTheme(next);
            remember(next);
        });
    };

    // --- print ---

    // Paper has nothing to click on.
    let closed = [];
    addEventListener('beforeprint', () => {
        closed = Array.from(document.querySelectorAll('details:not([open])'));
        closed.forEach((details) => { details.open = true; });
    });
    addEventListener('afterprint', () => {
        closed.forEach((details) => { details.open = false; });
    });

    startTheme();
    if (form) {
        startFilter();
    }
    document.querySelectorAll('table.sortable').forEach(makeSortable);
    addEventListener('hashchange', revealTarget);
    revealTarget();
})();
