// SPDX-License-Identifier: Apache-2.0
// What a person does with a page that `-o html` wrote, in a headless Chromium: node-of-tests html_page.js CASE FILE
//
// Whatever the case is, the page must not ask for anything, log anything or open a dialog.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { chromium } = require('playwright-core');

const [, , name, file] = process.argv;
const address = `file://${path.resolve(file)}`;

const watch = (page, seen) => {
    page.on('console', (message) => seen.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
    page.on('request', (request) => request.url().split('#')[0] === address || request.url() === 'data:,' ||
        seen.push(`request: ${request.url()}`));
    page.on('dialog', (dialog) => {
        seen.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on('popup', (popup) => seen.push(`window: ${popup.url()}`));
};

let browser = null;

// open({ context options }): a page, and what was seen of it
const open = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.seen = [];
    watch(page, page.seen);
    await page.goto(address + (options.hash ?? ''));
    return page;
};

const count = (page, selector) => page.locator(selector).count();
const visible = (page, selector) => page.locator(`${selector}:visible`).count();
const expectNothingSeen = (page) => assert.deepEqual(page.seen, []);

const openAll = (page) => page.evaluate(() => {
    document.querySelectorAll('details').forEach((details) => { details.open = true; });
});

// The page's own policy would refuse the script that is put into it here.
const expectAccessible = async (options, prepare = async () => {}) => {
    const page = await open({ ...options, bypassCSP: true });
    await prepare(page);
    await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map((rule) =>
        `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html + node.failureSummary).join(' ')}`), []);
    assert(passes.length > 20, `axe looked at ${passes.length} things only`);
};

const cases = {
    async quiet() {
        for (const colorScheme of ['light', 'dark']) {
            const page = await open({ colorScheme });
            await openAll(page);
            await page.mouse.wheel(0, 5000);
            assert.equal(await count(page, 'script'), 1);
            assert.equal(await count(page, 'img, iframe, object, embed, link:not([rel=icon])'), 0);
            expectNothingSeen(page);
        }
    },

    async accessible() {
        await expectAccessible({ colorScheme: 'light' });
        await expectAccessible({ colorScheme: 'light' }, openAll);
        await expectAccessible({ colorScheme: 'dark' }, openAll);
        await expectAccessible({ colorScheme: 'light', viewport: { width: 360, height: 800 } }, openAll);
    },

    async headings() {
        const page = await open();
        await openAll(page);
        const levels = await page.locator('h1, h2, h3, h4, h5, h6')
            .evaluateAll((all) => all.map((heading) => Number(heading.tagName[1])));
        assert.equal(levels[0], 1);
        assert.equal(levels.filter((level) => level === 1).length, 1);
        levels.slice(1).forEach((level, i) => assert(level <= levels[i] + 1, `h${level} after h${levels[i]}`));
        for (const landmark of ['header', 'nav', 'main', 'footer']) {
            assert.equal(await count(page, landmark), 1, landmark);
        }
        assert.equal(await count(page, 'table:not(:has(thead th[scope=col]))'), 0);
    },

    async filters() {
        const page = await open();
        const all = await count(page, '.finding');
        const shown = () => count(page, '.finding:not([hidden])');
        const said = () => page.locator('#shown').textContent();
        assert(all > 5);
        assert.match(await said(), new RegExp(`^All ${all} findings`));

        await page.getByRole('checkbox', { name: 'critical' }).uncheck();
        assert.equal(await shown(), all - await count(page, '.finding[data-level=critical]'));
        assert.match(await said(), new RegExp(`^${await shown()} of ${all} findings`));
        await page.getByRole('button', { name: 'Reset' }).click();
        await page.waitForFunction(() => document.querySelectorAll('.finding[hidden]').length === 0);

        await page.locator('select[name=practice]').selectOption('secrets');
        assert.equal(await shown(), await count(page, '.finding[data-practice=secrets]'));
        assert(await shown() > 0 && await shown() < all);
        await page.locator('select[name=practice]').selectOption('');

        await page.locator('select[name=tool]').selectOption({ label: 'other-tool' });
        assert.equal(await shown(), 1);
        await page.locator('select[name=tool]').selectOption('');

        await page.locator('select[name=stage]').selectOption({ label: 'Dockerfile: build' });
        const ofStage = await shown();
        assert(ofStage > 0 && ofStage < all);
        await page.locator('select[name=stage]').selectOption('');

        await page.getByLabel('Search').fill('  ROOT runs ');
        await page.waitForFunction(() => document.querySelectorAll('.finding:not([hidden])').length === 1);
        assert.equal(await page.locator('.finding:not([hidden]) .level').textContent(), 'critical');
        assert.equal(await count(page, '.group:not([hidden])'), 1);
        await page.getByLabel('Search').fill('no such thing');
        await page.waitForFunction(() => !document.querySelector('.finding:not([hidden])'));
        assert.match(await said(), /^0 of /);
        expectNothingSeen(page);
    },

    async keyboard() {
        const page = await open();
        await page.keyboard.press('Tab');
        assert.equal(await page.locator(':focus').textContent(), 'Skip to the report');
        assert(await page.locator('.skip').isVisible());
        await page.keyboard.press('Enter');
        assert.equal(await page.locator(':focus').getAttribute('id'), 'main');
        await page.keyboard.press('/');
        assert.equal(await page.locator(':focus').getAttribute('name'), 'text');
        await page.keyboard.type('/');
        assert.equal(await page.getByLabel('Search').inputValue(), '/');
        await page.getByLabel('Search').fill('');
        await page.waitForFunction(() => /^All /.test(document.getElementById('shown').textContent));
        const first = page.locator('details.finding').first();
        await first.locator('summary').focus();
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.querySelector('details.finding').open);
        await page.keyboard.press('Space');
        await page.waitForFunction(() => !document.querySelector('details.finding').open);
        const outline = await first.locator('summary').evaluate((at) => getComputedStyle(at).outlineStyle);
        assert.notEqual(outline, 'none');
        expectNothingSeen(page);
    },

    async links() {
        const page = await open();
        const links = await page.locator('a[href^="#"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
        assert(links.length > 10);
        for (const link of new Set(links)) {
            assert.equal(await count(page, `[id="${link.slice(1)}"]`), 1, link);
        }
        await page.getByRole('checkbox', { name: 'critical' }).uncheck();
        await page.locator('#first a[href^="#f"]').first().click();
        const target = await page.evaluate(() => location.hash);
        await page.waitForFunction((id) => document.querySelector(id).checkVisibility(), target);
        assert(await page.locator(`${target} :is(.body, td)`).first().isVisible(), 'what a link leads to is shown');
        expectNothingSeen(page);
        const again = await open({ hash: target });
        assert(await again.locator(`${target} :is(.body, td)`).first().isVisible());
    },

    async withoutScript() {
        const page = await open({ javaScriptEnabled: false });
        assert.equal(await visible(page, '#filter'), 0, 'no control that does nothing');
        assert.equal(await visible(page, '#theme'), 0);
        assert(await visible(page, 'details.finding summary') > 5);
        const first = page.locator('details.finding').first();
        await first.locator('summary').click();
        assert(await first.locator('.body').isVisible());
        assert(await page.locator('.source .beside a').first().isVisible());
        assert(await page.locator('#checked table').first().isVisible());
        assert.deepEqual(page.seen, []);
    },

    async print() {
        for (const javaScriptEnabled of [true, false]) {
            const page = await open({ javaScriptEnabled });
            const body = page.locator('details.finding:not([open]) .body').last();
            assert.equal(await body.isVisible(), false);
            await page.emulateMedia({ media: 'print' });
            assert(await body.isVisible(), 'paper has nothing to click on');
            assert.equal(await visible(page, ':is(button, nav, #filter)'), 0);
            const after = await page.locator('footer a[href^="https"]').first()
                .evaluate((a) => getComputedStyle(a, '::after').content);
            assert.match(after, /https:/);
            const pdf = await page.pdf();
            assert(pdf.length > 20000);
        }
    },

    async theme() {
        const page = await open({ colorScheme: 'light' });
        const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const light = await background();
        const button = page.locator('#theme');
        assert.equal(await button.textContent(), 'Theme: auto');
        await button.click();
        await button.click();
        assert.equal(await button.textContent(), 'Theme: dark');
        assert.notEqual(await background(), light);
        await page.reload();
        assert.equal(await button.textContent(), 'Theme: dark');
        expectNothingSeen(page);
    },

    async narrow() {
        for (const width of [320, 768]) {
            const page = await open({ viewport: { width, height: 800 } });
            await openAll(page);
            const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
            assert(over <= 0, `${over} pixels too wide at ${width}`);
        }
    },

    async sorts() {
        const page = await open();
        const table = page.locator('table.sortable').first();
        const column = (n) => table.locator(`tbody tr > :nth-child(${n})`).allTextContents();
        const header = table.locator('thead th').nth(3);
        await header.getByRole('button').focus();
        await page.keyboard.press('Enter');
        assert.equal(await header.getAttribute('aria-sort'), 'ascending');
        const names = await column(4);
        assert.deepEqual(names, [...names].sort());
        await page.keyboard.press('Enter');
        assert.equal(await header.getAttribute('aria-sort'), 'descending');
        assert.deepEqual(await column(4), names.reverse());
        expectNothingSeen(page);
    },

    async hostile() {
        for (const javaScriptEnabled of [true, false]) {
            const page = await open({ javaScriptEnabled });
            assert.equal(await page.title(), 'fail \u00b7 hullmark');
            assert.equal(await count(page, 'script'), 1);
            assert.equal(await count(page, 'img, iframe, object, embed, base, form:not(#filter), style ~ style'), 0);
            const summaries = page.locator('summary');
            for (let i = 0; i < await summaries.count(); i++) {
                await summaries.nth(i).click();
                await summaries.nth(i).hover();
            }
            assert(await count(page, 'details[open]') > 10);
            const attributes = await page.locator('*').evaluateAll((all) => all.flatMap((element) =>
                element.getAttributeNames().filter((attribute) => attribute.startsWith('on') || attribute === 'style')));
            assert.deepEqual(attributes, []);
            const links = await page.locator('a').evaluateAll((all) => all.map((a) => a.protocol));
            assert.deepEqual([...new Set(links)].filter((protocol) => !['file:', 'https:', 'http:'].includes(protocol)), []);
            if (javaScriptEnabled) {
                await page.getByLabel('Search').fill('<img src=x onerror=alert(1)>');
                await page.waitForTimeout(300);
                assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
            }
            await page.waitForTimeout(300);
            expectNothingSeen(page);
        }
    },

    async many() {
        const started = Date.now();
        const page = await open();
        await page.locator('footer').waitFor();
        const loaded = Date.now() - started;
        assert(loaded < 20000, `it took ${loaded} ms to open`);
        const filtered = await page.evaluate(() => {
            const before = performance.now();
            const text = document.querySelector('[name=text]');
            text.value = 'copy 7';
            text.form.dispatchEvent(new Event('change'));
            return performance.now() - before;
        });
        assert(filtered < 5000, `it took ${filtered} ms to search`);
        assert.match(await page.locator('.cut').first().textContent(), /left out/);
        console.log(`opened in ${loaded} ms, searched in ${Math.round(filtered)} ms`);
        expectNothingSeen(page);
    },
};

(async () => {
    // Root may not use the sandbox; a container's /dev/shm is small.
    const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: [...args, '--disable-dev-shm-usage'],
    });
    try {
        await cases[name]();
    } finally {
        await browser.close();
    }
})().catch((error) => {
    console.error(error.stack);
    process.exitCode = 1;
});
