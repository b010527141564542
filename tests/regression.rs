//! Each repaired bug, by what went wrong.

use std::{sync::Barrier, thread};

use dixit::{Article, Index, Progress, Writer, WriterOptions};

/// Two threads that put articles at the same time lost one of them now and then.
#[test]
fn articles_put_by_two_threads_are_all_there() {
    let dir = tempfile::tempdir().unwrap();
    let options = WriterOptions { threads: 2, memory: 40_000_000 };
    let mut writer = Writer::open(dir.path(), options).unwrap();
    let (rounds, threads) = (60, 2);
    for round in 0..rounds {
        let barrier = Barrier::new(threads as usize);
        thread::scope(|scope| {
            for thread in 0..threads {
                let id = format!("{round}-{thread}");
                let (writer, barrier) = (&writer, &barrier);
                scope.spawn(move || {
                    let article = Article { id, body: "Tolls rose.".into(), ..Article::default() };
                    barrier.wait();
                    writer.add(&article).unwrap();
                });
            }
        });
        writer.commit(Progress::default()).unwrap();
    }
    writer.close().unwrap();
    assert_eq!(Index::open(dir.path()).unwrap().size().unwrap().articles, rounds * threads);
}
