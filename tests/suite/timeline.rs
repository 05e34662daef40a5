//! The timeline: pictures of the samples as text, and what must hold at every zoom over rows made at random.

use super::case::{open, rows};
use recount::case::{Assurance, Case, Context, Detail, Name, NewRow, Part, Row, Rows, Selection, Tables};
use recount::crypto::Digest;
use recount::view::timeline::{
    AxisKind, Filtered, Flag, GrantState, Hit, LaneBy, Overview, Pyramid, Request, TimelineView, Timelines, text,
};
use std::path::Path;
use std::sync::Arc;

/// A whole sample on 100 signs.
fn request(case: &Case, selection: Selection) -> Request {
    let selection = Arc::new(selection);
    Request { selection, box_width: 1, lanes: 0..12, ..Request::whole(case.len(), 100) }
}

/// Compares with a golden file; RECOUNT_BLESS=1 writes it anew.
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/timeline").join(name);
    if std::env::var_os("RECOUNT_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(&path, text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(wanted == text, "{} differs; this is the picture now:\n{text}", path.display());
}

#[test]
fn the_samples_look_as_they_did() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let all = Selection::all(case.len());
    let case = Arc::new(case);
    let mut timelines = Timelines::default();
    let leak = rows(&case, &evidence, "effect:export run:r-101")[0];
    let mut shown = |name: &str, request: Request| golden(name, &text(&timelines.answer(&case, &request)));
    shown("least-privilege.txt", Request { cursor: Some(leak), ..request(&case, all.clone()) });
    let runs = Request { by: LaneBy::Run, axis: AxisKind::Position, lanes: 2..9, ..request(&case, all.clone()) };
    shown("runs-by-position.txt", runs);
    let found = rows(&case, &evidence, "run:r-101");
    let kinds = Selection::from_rows(case.len(), found.iter().copied());
    let range = (case.time(found[0]), case.time(leak) + 60_000_000);
    shown("leak-by-kind.txt", Request { by: LaneBy::Kind, filter: "run:r-101".into(), range, ..request(&case, kinds) });

    let (tampered, _) = open(&["tampered.sab"]);
    let all = Selection::all(tampered.len());
    let view =
        Timelines::default().answer(&Arc::new(tampered), &Request { axis: AxisKind::Log, ..request(&case, all) });
    golden("tampered.txt", &text(&view));
    let failed = view.lanes.iter().flat_map(|lane| &lane.boxes).any(|of| of.marks.holds(Assurance::Failed));
    assert!(failed, "the altered record is seen in the whole picture");
}

#[test]
fn the_grant_that_was_used_after_its_end_says_so() {
    let (case, _) = open(&["least-privilege.sab"]);
    let request = Request { grants: 100, ..request(&case, Selection::all(case.len())) };
    let (case, mut timelines) = (Arc::new(case), Timelines::default());
    let view = timelines.answer(&case, &request);
    assert_eq!(view.hidden.grants, 0);
    let late = view.grants.iter().find(|grant| grant.name == "g-102").unwrap();
    assert_eq!((late.state, late.effective), (GrantState::Approved, true));
    assert_eq!(late.uses.iter().map(|used| used.outside).sum::<usize>(), 1);
    assert!(view.grants.iter().any(|grant| grant.uses.iter().any(|used| used.count > used.outside)));
    let few = timelines.answer(&case, &Request { grants: 2, ..request });
    assert_eq!((few.grants.len(), few.hidden.grants), (2, view.grants.len() - 2));
}

#[test]
fn every_grant_of_a_range_is_shown_or_counted() {
    let (case, _) = open(&["least-privilege.sab"]);
    let case = Arc::new(case);
    let all = case.world().grants.all().len();
    let runs = Arc::new(Selection::of(case.len(), |row| case.text(case.run(row)) == "r-112"));
    let mut timelines = Timelines::default();
    let (first, last) = (case.time(0), case.time(case.len() as Row - 1));
    let mut seen = std::collections::BTreeSet::new();
    for step in 0..40 {
        let from = first + (last - first) / 40 * step;
        let range = (from, from + (last - first) / 20);
        let whole = Request { range, grants: 100, ..request(&case, Selection::all(case.len())) };
        let view = timelines.answer(&case, &whole);
        assert_eq!(view.hidden.grants, 0);
        for grant in &view.grants {
            seen.insert(grant.grant);
            let reaches = |x: i64| (view.scale.range().0..view.scale.range().1).contains(&x);
            let of = &case.world().grants.all()[grant.grant];
            let asked = of.request.is_some_and(|row| reaches(case.time(row)));
            let covers = grant.span.0 < view.scale.range().1 && grant.span.1 >= view.scale.range().0;
            assert!(asked || covers || !grant.uses.is_empty(), "{grant:?} is there for a reason");
        }
        let one = timelines.answer(&case, &Request { grants: 1, ..whole });
        assert_eq!(one.grants.len() + one.hidden.grants, view.grants.len());
    }
    assert_eq!(seen.len(), all, "windows over the whole case show every grant");
    let view = timelines.answer(&case, &Request { selection: runs, ..request(&case, Selection::all(case.len())) });
    assert_eq!(view.grants.iter().map(|grant| grant.name.as_str()).collect::<Vec<_>>(), ["g-102"]);
}

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % n
    }
}

/// A case of rows made at random: clocks that go back, silences, sources without a clock, every assurance.
fn made(seed: u64, count: u64) -> Arc<Case> {
    let (sample, _) = open(&["slice.sab"]);
    let mut dice = Dice(seed | 1);
    let mut tables = Tables::default();
    let names: Vec<Name> = (0..12).map(|n| tables.names.name(&format!("n{n}"))).collect();
    let deny = (tables.names.name("decision"), tables.names.name("deny"));
    let contexts: Vec<u32> = (0..24)
        .map(|n| {
            let kind = if n % 3 == 0 { deny.0 } else { names[n % 5] };
            let context = Context { kind, agent: names[n % 7], synthetic: n % 6 == 5, ..Context::default() };
            tables.contexts.number(context)
        })
        .collect();
    let details = [
        Detail::default(),
        Detail { outcome: deny.1, ..Detail::default() },
        Detail { handoff: true, ..Detail::default() },
    ];
    let details = details.map(|detail| tables.details.number(detail));
    let mut rows = Rows::default();
    let mut now = 1_700_000_000_000_000i64;
    for index in 0..count {
        now += match dice.below(200) {
            0 => 86_400_000_000,
            1..40 => 0,
            n => n as i64 * 1000,
        };
        let back = if dice.below(10) == 0 { dice.below(90_000_000) as i64 } else { 0 };
        let detail = if dice.below(5) == 0 { details[dice.below(3) as usize] } else { details[0] };
        rows.push(&NewRow {
            index,
            place: ("records/0", index * 10),
            length: 9,
            leaf: Digest::of(b""),
            time: now - back,
            context: if dice.below(50) == 0 { 0 } else { contexts[dice.below(24) as usize] },
            run: if dice.below(9) == 0 { Name::NONE } else { names[(index / 70 % 12) as usize] },
            detail,
            assurance: Assurance::ALL[(dice.below(400) as usize).min(4)],
        });
    }
    let part = Part { rows, happenings: Vec::new(), replies: Vec::new(), ..(*sample.parts()[0]).clone() };
    Arc::new(Case::of(Arc::new(tables), vec![Arc::new(part)]))
}

const BY: [LaneBy; 4] = [LaneBy::Agent, LaneBy::Run, LaneBy::Kind, LaneBy::Nothing];
const AXES: [AxisKind; 3] = [AxisKind::Claimed, AxisKind::Log, AxisKind::Position];

/// A request at random.
fn asked(case: &Case, pyramid: &Pyramid, by: LaneBy, dice: &mut Dice, selection: &Arc<Selection>) -> Request {
    let (first, end) = pyramid.axis().range();
    let length = (end - first) as u64;
    let from = first + dice.below(length) as i64;
    let nearer = dice.below(20);
    let to = from + 1 + dice.below((length >> nearer).max(1)) as i64;
    let range = if dice.below(8) == 0 { (i64::MIN, i64::MAX) } else { (from, to) };
    let fold = [None, Some(0), Some(50_000), Some(60_000_000)][dice.below(4) as usize];
    Request {
        by,
        axis: pyramid.axis().kind(),
        selection: selection.clone(),
        range,
        width: [1, 7, 100, 1600][dice.below(4) as usize],
        box_width: 1 + dice.below(9) as u32,
        fold,
        ..Request::whole(case.len(), 1)
    }
}

/// What the picture must say, found by looking at every record.
fn holds(case: &Case, pyramid: &Pyramid, request: &Request, view: &TimelineView) {
    let (from, to) = view.scale.range();
    assert_eq!((from, to), pyramid.axis().clamped(request.range));
    let x = |row: Row| pyramid.axis().x(case, row);
    let inside: Vec<Row> = (0..case.len() as Row).filter(|row| (from..to).contains(&x(*row))).collect();
    let name = |row: Row| match request.by {
        LaneBy::Agent => case.context(row).agent,
        LaneBy::Run => case.run(row),
        LaneBy::Kind => case.context(row).kind,
        LaneBy::Nothing => Name::NONE,
    };
    let mut counted = 0;
    for lane in &view.lanes {
        let all: Vec<Row> = inside.iter().copied().filter(|row| name(*row) == lane.name).collect();
        let mut listed = Vec::new();
        assert_eq!(lane.total, all.len());
        let mut right = 0;
        for of in &lane.boxes {
            assert!(right <= of.left && of.left < of.right && of.right <= view.scale.width, "boxes lie side by side");
            right = of.right;
            let here: Vec<Row> =
                all.iter().copied().filter(|row| (of.left..of.right).contains(&view.scale.pixel(x(*row)))).collect();
            let wanted: Vec<Row> = here.iter().copied().filter(|row| request.selection.contains(*row)).collect();
            assert_eq!((of.total, of.count), (here.len(), wanted.len()));
            assert!(of.total > 0);
            let worst = wanted.iter().map(|row| case.assurance(*row)).max();
            assert_eq!(of.marks.worst(), worst, "the worst is never lost");
            let any = |holds: &dyn Fn(Row) -> bool| wanted.iter().any(|row| holds(*row));
            assert_eq!(of.marks.has(Flag::Handoff), any(&|row| case.detail(row).handoff));
            let denied = |row: Row| {
                (case.text(case.context(row).kind), case.text(case.detail(row).outcome)) == ("decision", "deny")
            };
            assert_eq!(of.marks.has(Flag::Denied), any(&denied));
            assert_eq!(of.marks.has(Flag::Finding), any(&|row| request.findings.contains(row)));
            listed.extend(of.rows.iter().copied());
            if lane.exact {
                assert_eq!(of.rows.len(), of.count);
            }
        }
        assert_eq!(lane.boxes.iter().map(|of| of.count).sum::<usize>(), lane.count);
        assert_eq!(lane.boxes.iter().map(|of| of.total).sum::<usize>(), lane.total);
        counted += lane.count;
        let mut wanted: Vec<Row> = all.into_iter().filter(|row| request.selection.contains(*row)).collect();
        assert_eq!(lane.count, wanted.len());
        wanted.sort_by_key(|row| (x(*row), *row));
        assert_eq!(listed, if lane.exact { wanted } else { Vec::new() }, "an exact lane lists its records, in order");
    }
    assert_eq!(counted, view.count, "all lanes are asked for, so they hold all that is counted");
    let hidden = view.hidden;
    assert_eq!(
        hidden.by_filter + hidden.before + view.count + hidden.after,
        case.len(),
        "every record is accounted for"
    );
    for gap in view.gaps.iter() {
        assert!((0..case.len() as Row).all(|row| x(row) <= gap.from || x(row) >= gap.to), "no record in a gap");
    }
}

#[test]
fn every_record_is_accounted_for_at_every_zoom() {
    let mut dice = Dice(77);
    let (mut exact, mut merged, mut folded) = (0, 0, 0);
    for (seed, count) in [(1, 1), (2, 63), (3, 64), (4, 65), (5, 700), (6, 4000)] {
        let case = made(seed, count);
        let findings = Arc::new(Selection::of(case.len(), |row| row % 97 == 5));
        let some = Arc::new(Selection::of(case.len(), |row| row % 5 == 0 || row % 64 > 40));
        let all = Arc::new(Selection::all(case.len()));
        for (by, axis) in BY.into_iter().flat_map(|by| AXES.map(|axis| (by, axis))) {
            let pyramid = Pyramid::of(&case, by, axis, &findings);
            for selection in [&all, &some] {
                let filtered = Filtered::of(&case, &pyramid, selection);
                for _ in 0..12 {
                    let findings = findings.clone();
                    let request = Request { findings, ..asked(&case, &pyramid, by, &mut dice, selection) };
                    let view = TimelineView::of(&case, &pyramid, &filtered, &request);
                    holds(&case, &pyramid, &request, &view);
                    exact += view.lanes.iter().filter(|lane| lane.exact && lane.count > 1).count();
                    merged += view.lanes.iter().filter(|lane| !lane.exact).count();
                    folded += view.gaps.iter().filter(|gap| gap.folded).count();
                }
            }
        }
    }
    assert!(exact > 100 && merged > 100 && folded > 100, "{exact} exact, {merged} merged, {folded} folded");
}

#[test]
fn one_thread_and_four_draw_one_picture() {
    let picture = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let case = made(9, 30_000);
            let request = Request { box_width: 3, ..Request::whole(case.len(), 1600) };
            let mut timelines = Timelines::default();
            (timelines.answer(&case, &request), timelines.overview(&case, &request, 300))
        })
    };
    assert_eq!(picture(1), picture(4));
}

#[test]
fn axes_tell_claims_and_order_apart() {
    let case = made(11, 3000);
    let none = Selection::from_rows(case.len(), []);
    for kind in AXES {
        let pyramid = Pyramid::of(&case, LaneBy::Nothing, kind, &none);
        let axis = pyramid.axis();
        let xs: Vec<i64> = (0..case.len() as Row).map(|row| axis.x(&case, row)).collect();
        assert_eq!(xs.is_sorted(), kind != AxisKind::Claimed, "{kind:?}");
        let mut rows: Vec<Row> = (0..case.len() as Row).map(|place| axis.row(place)).collect();
        assert!(rows.iter().map(|row| xs[*row as usize]).is_sorted());
        rows.sort_unstable();
        assert_eq!(rows, (0..case.len() as Row).collect::<Vec<_>>(), "every record has one place");
        let mut sorted = xs.clone();
        sorted.sort_unstable();
        for x in sorted.iter().step_by(17).flat_map(|x| [x - 1, *x, x + 1]) {
            assert_eq!(axis.place(&case, x) as usize, sorted.partition_point(|other| *other < x));
        }
        let mut clock = i64::MIN;
        for row in 0..case.len() as Row {
            let own = !case.context(row).synthetic && case.context_number(row) != 0;
            clock = if own { clock.max(case.time(row)) } else { clock };
            match kind {
                AxisKind::Position => assert_eq!(xs[row as usize], i64::from(row)),
                AxisKind::Claimed if own => assert_eq!(xs[row as usize], case.time(row)),
                // Before the first clock there is nothing to compare with.
                _ if clock > i64::MIN => assert_eq!(xs[row as usize], clock, "row {row} on {kind:?}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_case_without_clocks_begins_with_positions() {
    use recount::view::timeline::Axis;
    let (case, _) = open(&["broad-access.sab"]);
    assert_eq!(Axis::usual(&case), AxisKind::Claimed);
    let parts = case.parts().to_vec();
    let mut tables = Tables { names: case.tables().names.clone(), ..Tables::default() };
    for context in case.tables().contexts.all().iter().skip(1) {
        tables.contexts.number(Context { synthetic: true, ..*context });
    }
    case.tables().details.all().iter().skip(1).for_each(|detail| {
        tables.details.number(*detail);
    });
    let case = Case::of(Arc::new(tables), parts);
    assert_eq!(Axis::usual(&case), AxisKind::Position);
}

#[test]
fn pointing_zooming_and_brushing_stay_within_the_case() {
    let case = made(13, 5000);
    let mut timelines = Timelines::default();
    let whole = Request { fold: Some(3_600_000_000), ..Request::whole(case.len(), 800) };
    let view = timelines.answer(&case, &whole);
    let (pyramid, filtered) = timelines.ready(&case, &whole);
    let (mut exact, mut many) = (0, 0);
    for lane in &view.lanes {
        for of in &lane.boxes {
            match view.hit(lane.number, of.left, 0) {
                Some(Hit::Rows(rows)) => {
                    assert_eq!(rows, of.rows);
                    exact += 1;
                }
                Some(Hit::Many { range, count, total }) => {
                    assert_eq!((count, total), (of.count, of.total));
                    let (rows, of_all) = pyramid.rows(&case, filtered, lane.number, range, usize::MAX);
                    assert_eq!((rows.len(), of_all), (count, count));
                    let (first, _) = pyramid.rows(&case, filtered, lane.number, range, 1);
                    assert_eq!(first, rows[..1]);
                    many += 1;
                }
                None => panic!("nothing at {of:?}"),
            }
        }
    }
    assert!(many > 100 && exact > 10, "{many} merged, {exact} exact");
    assert_eq!((view.hit(99, 3, 5), view.hit(0, 0, 0).is_some()), (None, true));

    let mut dice = Dice(5);
    let (mut range, mut widths) = (whole.range, std::collections::BTreeSet::new());
    for _ in 0..200 {
        let view = timelines.answer(&case, &Request { range, ..whole.clone() });
        let (from, to) = view.scale.range();
        assert!(from < to);
        widths.insert(to - from);
        let (a, b) = (dice.below(900) as u32, dice.below(900) as u32);
        let brushed = view.brush(a, b);
        assert!(from <= brushed.0 && brushed.0 < brushed.1 && brushed.1 <= to);
        assert_eq!(brushed, view.brush(b, a));
        let factor = [0.5, 0.9, 1.0, 1.7, 3.0, 1e9, f64::NAN][dice.below(7) as usize];
        let x = view.scale.x_at(a.min(799));
        range = view.zoom(a.min(799), factor);
        assert!(range.0 <= x && x <= range.1, "what is under the pixel stays in sight");
    }
    assert!(widths.len() > 20);
    let (pyramid, _) = timelines.ready(&case, &whole);
    let (first, end) = pyramid.axis().range();
    assert_eq!(pyramid.moved((first + 5, first + 105), -50), (first, first + 100));
    assert_eq!(pyramid.moved((first + 5, first + 105), i64::MAX), (end - 100, end));
}

#[test]
fn the_overview_holds_all_and_shows_what_the_filter_hides() {
    let case = made(17, 9000);
    let few = Arc::new(Selection::of(case.len(), |row| case.assurance(row) == Assurance::Verified && row % 3 == 0));
    let request = Request { selection: few.clone(), ..Request::whole(case.len(), 800) };
    let Overview { strips, .. } = Timelines::default().overview(&case, &request, 333);
    assert_eq!(strips.len(), 333);
    assert_eq!(strips.iter().map(|strip| strip.total).sum::<usize>(), case.len());
    assert_eq!(strips.iter().map(|strip| strip.count).sum::<usize>(), few.count());
    assert!(strips.iter().any(|strip| strip.marks.holds(Assurance::Failed)));
}

#[test]
fn a_name_cannot_move_the_terminal() {
    let (sample, _) = open(&["slice.sab"]);
    let mut tables = Tables::default();
    let agent = tables.names.name("\u{1b}[2Jplanner\u{202e}\n\u{7}");
    let context = tables.contexts.number(Context { agent, ..Context::default() });
    let mut rows = Rows::default();
    rows.push(&NewRow {
        index: 0,
        place: ("records/0", 0),
        length: 9,
        leaf: Digest::of(b""),
        time: 1_700_000_000_000_000,
        context,
        run: Name::NONE,
        detail: 0,
        assurance: Assurance::Failed,
    });
    let part = Part { rows, happenings: Vec::new(), replies: Vec::new(), ..(*sample.parts()[0]).clone() };
    let case = Arc::new(Case::of(Arc::new(tables), vec![Arc::new(part)]));
    let request = Request { filter: "\u{1b}]0;x".into(), ..Request::whole(1, 60) };
    let text = text(&Timelines::default().answer(&case, &request));
    assert!(text.contains("⟨U+001B⟩[2Jplanner⟨U+202E⟩") && text.contains("⟨U+001B⟩]0;x"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{text}");
    assert!(text.contains('✗'));
}

#[test]
fn a_brush_means_the_records_that_the_strip_counts_there() {
    use recount::view::timeline::Brush;
    let case = made(23, 5000);
    let mut dice = Dice(5);
    for axis in AXES {
        let mut timelines = Timelines::default();
        let request = Request { axis, ..Request::whole(case.len(), 300) };
        let Overview { scale, strips } = timelines.overview(&case, &request, 300);
        let (pyramid, _) = timelines.ready(&case, &request);
        for _ in 0..40 {
            let (a, b) = (dice.below(300) as u32, dice.below(300) as u32);
            let brush = Brush { axis, range: scale.between(a, b) };
            let rows = brush.selection(&case);
            let wanted =
                Selection::of(case.len(), |row| (brush.range.0..brush.range.1).contains(&pyramid.axis().x(&case, row)));
            assert_eq!(rows, wanted, "{brush:?}");
            let counted = strips[a.min(b) as usize..=a.max(b) as usize].iter().map(|strip| strip.total).sum::<usize>();
            assert_eq!(rows.count(), counted, "{brush:?}");
        }
    }
    let brush = Brush { axis: AxisKind::Claimed, range: (1_777_883_571_596_749, 1_777_883_600_000_000) };
    assert_eq!(brush.short(), "05-04 08:32:51 to 08:33:19 UTC");
    assert_eq!(brush.words(), "2026-05-04T08:32:51.596749Z to 2026-05-04T08:33:19.999999Z");
    let positions = Brush { axis: AxisKind::Position, range: (12, 2001) };
    assert_eq!(
        (positions.words(), positions.short()),
        ("positions 12 to 2 000".into(), "positions 12 to 2 000".into())
    );
}

#[test]
fn boxes_and_strips_name_their_first_record_and_what_stands_out_is_never_lost() {
    let case = made(29, 6000);
    let some = Arc::new(Selection::of(case.len(), |row| row % 37 == 5));
    for axis in AXES {
        let mut timelines = Timelines::default();
        let request = Request { axis, selection: some.clone(), ..Request::whole(case.len(), 500) };
        let view = timelines.answer(&case, &request);
        let strips = timelines.overview(&case, &request, 500);
        let (pyramid, _) = timelines.ready(&case, &request);
        let x = |row: Row| pyramid.axis().x(&case, row);
        for of in view.lanes.iter().flat_map(|lane| &lane.boxes) {
            assert_eq!(of.first.is_some(), of.count > 0);
            let inside = |row: Row| some.contains(row) && (of.left..of.right).contains(&view.scale.pixel(x(row)));
            assert!(of.first.is_none_or(inside));
            assert!(of.rows.is_empty() || of.rows.first().copied() == of.first);
        }
        for (pixel, strip) in (0u32..).zip(&strips.strips) {
            let here = some.iter().filter(|row| strips.scale.pixel(x(*row)) == pixel);
            assert_eq!(strip.first, here.min_by_key(|row| (x(*row), *row)));
        }
        for row in (0..case.len() as Row).filter(|row| case.assurance(*row) >= Assurance::Withheld) {
            let pixel = view.scale.pixel(x(row));
            let mark = view.notable.iter().find(|of| (of.left..of.right).contains(&pixel)).unwrap();
            assert!(mark.marks.holds(case.assurance(row)), "a filter hides no failure");
            assert_eq!(mark.marks.worst(), Some(case.assurance(mark.row)), "a click goes to the gravest");
        }
    }
}

#[test]
fn a_pane_is_answered_with_what_suits_the_case_and_keeps_the_cursor_in_view() {
    use recount::view::timeline::{Ask, summary};
    use recount::watch::Watch;
    let (case, evidence) = open(&["least-privilege.sab"]);
    let found = rows(&case, &evidence, "run:r-101");
    let case = Arc::new(case);
    let selection = Arc::new(Selection::from_rows(case.len(), found.iter().copied()));
    let request = Request { selection, cursor: Some(found[0]), axis: AxisKind::Position, ..Request::whole(0, 800) };
    let ask = Ask { request, usual: true, fit: true, follow: false, sign: 7 };
    let mut timelines = Timelines::default();
    let shown = timelines.show(&case, &ask, &Watch::new()).unwrap();
    let (from, to) = shown.view.scale.range();
    assert_eq!((shown.view.axis, shown.clockless), (AxisKind::Claimed, false));
    let times = found.iter().map(|row| case.time(*row));
    assert_eq!((Some(from), Some(to - 1)), (times.clone().min(), times.max()));
    assert_eq!((shown.view.count, shown.view.hidden.before + shown.view.hidden.after), (found.len(), 0));
    assert!(!shown.ticks.is_empty());
    let words = summary(&shown.view, Some(case.index(found[0])));
    assert!(words.starts_with(&format!("Timeline by agent, {} records from 2026-05-0", found.len())), "{words}");
    assert!(words.ends_with(&format!("; cursor at record {}", case.index(found[0]))), "{words}");
    // The view follows the cursor and keeps its length; without that it stays, and says where the cursor is.
    let range = (from, from + (to - from) / 50);
    let request = Request { range, cursor: found.last().copied(), ..ask.request.clone() };
    let still = Ask { request, usual: false, fit: false, ..ask.clone() };
    let still = Ask { request: Request { axis: AxisKind::Claimed, ..still.request }, ..still };
    let away = timelines.show(&case, &still, &Watch::new()).unwrap();
    assert_eq!((away.view.scale.range(), away.view.cursor.unwrap().pixel), (range, None));
    assert!(summary(&away.view, Some(7)).ends_with("outside of the view"));
    let moved = timelines.show(&case, &Ask { follow: true, ..still.clone() }, &Watch::new()).unwrap();
    assert_eq!(moved.view.scale.range().1 - moved.view.scale.range().0, range.1 - range.0);
    assert!(moved.view.cursor.unwrap().pixel.is_some());
    // Cancelled is cancelled, before and within the building.
    let watch = Watch::new();
    watch.cancel();
    assert!(timelines.show(&case, &still, &watch).is_none());
    assert!(Timelines::default().show(&case, &still, &watch).is_none());
    // Other lanes of the same axis are the same as built anew.
    let kinds = Ask { request: Request { by: LaneBy::Kind, ..still.request.clone() }, ..still };
    let again = timelines.show(&case, &kinds, &Watch::new());
    assert_eq!(again, Timelines::default().show(&case, &kinds, &Watch::new()));
}
