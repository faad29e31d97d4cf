//! The page as people have it before them: in headless Chromium, over a running service whose dependency
//! is switched off and on. Where there is no Chromium the tests say so and are skipped; in CI they fail.
#![cfg(feature = "dashboard")]
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod chromium;

use std::time::Duration;

use chromium::{Chromium, Look};
use fantoccini::{Client, Locator};
use resilience::{CircuitBreaker, CircuitState, registry};
use resilience_test_dashboard::{Shop, Warehouse};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

const TOKEN: &str = "a token that is hard to guess";

/// The tests share the policies of the process, and so a page would show those of the other too.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// The state of the tile `stock`.
const STOCK: &str = "return tile('stock').querySelector('.state').textContent.split(' for ')[0]";

/// Finds the article of that name.
const TILE: &str = "const tile = (name) => [...document.querySelectorAll('article')]
    .find((it) => it.querySelector('h2').textContent === name);";

/// A page in the browser.
struct Page(Client);

impl Page {
    async fn run(&self, script: &str) -> Value {
        let script = format!("{TILE} {script}");
        self.0.execute(&script, Vec::new()).await.unwrap()
    }

    /// Waits until the script returns that; a page is a second behind, the machine may be more.
    async fn wait(&self, script: &str, wanted: impl Into<Value>) {
        let (wanted, began) = (wanted.into(), Instant::now());
        loop {
            let found = match self
                .0
                .execute(&format!("{TILE} {script}"), Vec::new())
                .await
            {
                Ok(found) if found == wanted => return,
                found => found,
            };
            let elapsed = began.elapsed();
            assert!(
                elapsed < Duration::from_secs(15),
                "{script}: {found:?}, not {wanted}"
            );
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses the button of the tile `stock`, as a pointer does.
    async fn click(&self, action: &str) {
        let label = "return tile('stock').querySelector('h2').id";
        let Value::String(id) = self.run(label).await else {
            panic!("no tile `stock`")
        };
        let button = format!("article[aria-labelledby='{id}'] button[data-action='{action}']");
        let button = self.0.find(Locator::Css(&button)).await.unwrap();
        button.click().await.unwrap();
    }

    async fn enter_token(&self, token: &str) {
        let field = self.0.find(Locator::Id("token")).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(token).await.unwrap();
    }

    async fn answer(&self, text: &str) {
        let answer = "return document.getElementById('answer').textContent";
        self.wait(answer, text).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_sees_an_outage_and_steps_in() {
    let Some(chromium) = Chromium::find() else {
        return;
    };
    let _turn = ONE_AT_A_TIME.lock().await;
    let warehouse = Warehouse::open().await.unwrap();
    let shop = Shop::open(0, TOKEN).await.unwrap();
    let url = shop.url();
    let look = Look {
        is_phone: false,
        is_dark: false,
    };
    let watch = chromium.with(look, |client| async {
        let page = Page(client);
        page.0.goto(&url).await.unwrap();
        names_are_shown_as_text(&page).await;
        an_outage_is_shown_and_disappears(&page, &warehouse).await;
        buttons_need_the_token(&page).await;
        the_focus_stays_when_tiles_move(&page).await;
        text_has_contrast(&page).await;
        nothing_is_wider_than_the_screen(&page).await;
        it_reconnects(&page, shop).await;
    });
    tokio::select! {
        () = watch => {}
        () = warehouse.ask_on() => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dozens_of_tiles_are_legible_on_a_phone_in_the_dark() {
    let Some(chromium) = Chromium::find() else {
        return;
    };
    let _turn = ONE_AT_A_TIME.lock().await;
    let many: Vec<_> = (0..60)
        .map(|number| CircuitBreaker::builder(format!("tenant {number}")).build())
        .collect();
    many[7].force_open();
    many[8].force_closed();
    let shop = Shop::open(0, TOKEN).await.unwrap();
    let url = shop.url();
    let look = Look {
        is_phone: true,
        is_dark: true,
    };
    let watch = chromium.with(look, |client| async {
        let page = Page(client);
        page.0.goto(&url).await.unwrap();
        let first = "return document.querySelector('#tiles h2').textContent";
        page.wait(first, "tenant 7").await;
        let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
        page.wait(dark, true).await;
        page.wait("return innerWidth", 360).await;
        nothing_is_wider_than_the_screen(&page).await;
        text_has_contrast(&page).await;
        healthy_tiles_are_collapsed_until_they_are_expanded(&page).await;
        nothing_is_wider_than_the_screen(&page).await;
    });
    watch.await;
    drop(many);
    registry::prune();
}

async fn names_are_shown_as_text(page: &Page) {
    let name = "return tile('<script>alert(1)</script>') !== undefined";
    page.wait(name, true).await;
    let scripts = "return document.querySelectorAll('main script').length";
    page.wait(scripts, 0).await;
    assert!(page.0.get_alert_text().await.is_err());
}

async fn an_outage_is_shown_and_disappears(page: &Page, warehouse: &Warehouse) {
    page.wait(STOCK, "closed").await;
    let succeeded = "return Number(tile('stock').querySelector('.counters dd').textContent) > 0";
    page.wait(succeeded, true).await;

    warehouse.switch(false);
    page.wait("return tile('stock').dataset.trouble", "open")
        .await;
    page.wait(
        "return document.querySelector('#tiles h2').textContent",
        "stock",
    )
    .await;
    let changes =
        "return /stock is (open|half-open)/.test(document.getElementById('changes').textContent)";
    page.wait(changes, true).await;
    let told = "return tile('stock').querySelector('.trouble').textContent.includes('circuit breaker `stock` is open')";
    page.wait(told, true).await;

    warehouse.switch(true);
    page.wait(STOCK, "closed").await;
    page.wait(
        "return tile('stock').querySelector('.badge').textContent !== 'open'",
        true,
    )
    .await;
}

async fn buttons_need_the_token(page: &Page) {
    let breaker = registry::circuit_breaker("stock").unwrap();
    page.click("force_open").await;
    page.answer("Enter the control token first.").await;
    page.enter_token("another token, as long").await;
    page.click("force_open").await;
    page.answer("Rejected: this is not the token.").await;
    assert_eq!(breaker.state(), CircuitState::Closed);

    page.enter_token(TOKEN).await;
    page.click("force_open").await;
    page.answer("stock is forced open.").await;
    assert_eq!(breaker.state(), CircuitState::ForcedOpen);
    page.wait(STOCK, "forced open").await;
    page.click("reset").await;
    page.answer("stock is closed.").await;
    page.wait(STOCK, "closed").await;
    let kept =
        "return location.href.includes('token') || localStorage.length + sessionStorage.length > 0";
    page.wait(kept, false).await;
}

/// With the keyboard alone: the button that has been pressed still has the focus when its tile has
/// become the first, and the next key presses it again.
async fn the_focus_stays_when_tiles_move(page: &Page) {
    let breaker = registry::circuit_breaker("<script>alert(1)</script>").unwrap();
    let focus = "const it = tile('<script>alert(1)</script>'); it.querySelector('[data-action]').focus(); return true";
    page.run(focus).await;
    let pressed = page.0.active_element().await.unwrap();
    pressed.send_keys("\u{e007}").await.unwrap();
    let first = "return document.querySelector('#tiles h2').textContent";
    page.wait(first, breaker.name()).await;
    assert_eq!(breaker.state(), CircuitState::ForcedOpen);
    let focused = "return document.activeElement === tile('<script>alert(1)</script>').querySelector('[data-action]')";
    page.wait(focused, true).await;
    let ring = "return getComputedStyle(document.activeElement).outlineStyle";
    page.wait(ring, "solid").await;
    breaker.reset();
    page.wait(
        "return document.querySelector('#tiles h2').textContent !== '<script>alert(1)</script>'",
        true,
    )
    .await;
    page.wait(focused, true).await;
}

async fn healthy_tiles_are_collapsed_until_they_are_expanded(page: &Page) {
    let shown =
        "const shown = (name) => tile(name).querySelector('.gauges').getClientRects().length > 0;";
    let both = format!("{shown} return [shown('tenant 7'), shown('tenant 9')].join()");
    page.wait(&both, "true,false").await;
    let brief = page.0.find(Locator::Id("brief")).await.unwrap();
    brief.click().await.unwrap();
    page.wait(&both, "true,true").await;
}

/// Every text against what is behind it: 4.5, as WCAG 2 asks for at AA.
async fn text_has_contrast(page: &Page) {
    let script = "
        const channel = (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        const parse = (text) => text.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
        const behind = (element) => {
            for (let it = element; it; it = it.parentElement) {
                const colour = parse(getComputedStyle(it).backgroundColor);
                if (colour.length === 3) return colour;
            }
            return parse(getComputedStyle(document.body).backgroundColor);
        };
        const poor = [];
        for (const element of document.querySelectorAll('body *')) {
            const hasText = [...element.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
            if (!hasText || element.getClientRects().length === 0) continue;
            const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) poor.push(`${element.className || element.tagName} ${element.textContent}: ${ratio.toFixed(2)}`);
        }
        return poor.join(', ')";
    page.wait(script, "").await;
}

async fn nothing_is_wider_than_the_screen(page: &Page) {
    let script = "const root = document.documentElement;
        return [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
            .map((it) => it.className || it.tagName).join(', ') + (root.scrollWidth > innerWidth ? ' scrolls' : '')";
    page.wait(script, "").await;
}

async fn it_reconnects(page: &Page, shop: Shop) {
    let connection = "return document.getElementById('connection').dataset.state";
    page.wait(connection, "live").await;
    let port = shop.port();
    drop(shop);
    page.wait(connection, "lost").await;
    let again = Shop::open(port, TOKEN).await.unwrap();
    page.wait(connection, "live").await;
    drop(again);
}
