"""A session of an official client, unmodified: python session.py URL KEY [ARTICLES.jsonl]

Makes the index, sends articles in bulk, searches, pages and deletes, and fails where an answer is
not what it should be. The module is the one that is installed: elasticsearch 8 or 9, or opensearchpy.
Without a file it sends a thousand articles about invented people.
"""

import json
import sys
import warnings

try:
    import elasticsearch as module
    from elasticsearch import Elasticsearch as Client
    from elasticsearch import NotFoundError, RequestError, helpers

    OPENSEARCH = False
except ImportError:
    import opensearchpy as module
    from opensearchpy import NotFoundError, RequestError, helpers
    from opensearchpy import OpenSearch as Client

    OPENSEARCH = True

INDEX = "articles"
SPEAKERS = ["Ana Ruiz", "Leo Hart", "Mira Voss", "Tom Adeyemi"]
OUTLETS = ["Springfield Post", "The Wire"]


def invented():
    for number in range(1000):
        speaker = SPEAKERS[number % 4]
        body = (
            f"The council of Springfield met on Monday about plan {number}.\n\n"
            f"“The toll on bridge {number} stays,” said {speaker}, mayor of Springfield.\n\n"
            "The vote was close."
        )
        yield {
            "id": f"a{number}",
            "title": f"Council meets about the toll, part {number}",
            "date": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "outlet": OUTLETS[number % 2],
            "url": f"https://news.example/{number}",
            "language": "en",
            "body": body,
        }


def articles(path):
    if path is None:
        return list(invented())
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(1000), lines)]


def connect(url, key):
    if OPENSEARCH:
        return Client(url, headers={"Authorization": f"Bearer {key}"}, timeout=120)
    return Client(url, api_key=key, request_timeout=120)


def search(client, body, **parameters):
    """The same body for all clients: those of Elasticsearch 9 take its parts by name."""
    if OPENSEARCH:
        return client.search(index=INDEX, body=body, params=parameters)
    parts = {{"from": "from_", "_source": "source"}.get(name, name): part for name, part in body.items()}
    return client.search(index=INDEX, **parts, **parameters)


def create(client):
    if OPENSEARCH:
        return client.indices.create(index=INDEX, body={})
    return client.indices.create(index=INDEX)


def main(url, key, path=None):
    warnings.simplefilter("ignore", DeprecationWarning)
    given = articles(path)
    client = connect(url, key)
    print(module.__name__, module.__version__, client.info()["tagline"])
    if client.count(index=INDEX)["count"] > 0:
        client.indices.delete(index=INDEX)
    assert create(client)["acknowledged"]
    assert client.indices.exists(index=INDEX)

    actions = [{"_index": INDEX, "_id": each["id"], "_source": each} for each in given]
    sent, errors = helpers.bulk(client, actions, refresh=True)
    assert (sent, errors) == (len(given), []), (sent, errors)
    assert client.count(index=INDEX)["count"] == len(given)
    try:
        create(client)
        raise AssertionError("an index with articles was made anew")
    except RequestError as error:
        assert error.error == "resource_already_exists_exception", error

    everything = search(client, {"query": {"match_all": {}}, "size": 1, "track_total_hits": True})
    assert everything["hits"]["total"]["value"] == len(given)
    document = client.get(index=INDEX, id=given[0]["id"])
    assert document["_source"]["body"] == given[0]["body"]

    who = search(client, {
        "size": 0,
        "aggs": {
            "said": {"nested": {"path": "quotes"}, "aggs": {"who": {"terms": {"field": "quotes.speaker", "size": 5}}}},
            "outlets": {"terms": {"field": "outlet.keyword"}},
            "months": {"date_histogram": {"field": "date", "calendar_interval": "month", "min_doc_count": 1}},
        },
    })["aggregations"]
    assert sum(bucket["doc_count"] for bucket in who["months"]["buckets"]) <= len(given)
    assert who["outlets"]["buckets"]
    speaker = who["said"]["who"]["buckets"][0]
    print("most quoted:", speaker["key"], speaker["doc_count"], "of", who["said"]["doc_count"])

    quoted = search(client, {
        "query": {"bool": {
            "must": [{"nested": {
                "path": "quotes",
                "query": {"bool": {"must": [{"match_phrase": {"quotes.speaker": speaker["key"]}}, {"match": {"quotes.text": "the"}}]}},
                "inner_hits": {"size": 2, "highlight": {"fields": {"quotes.text": {}}}},
            }}],
            "filter": [{"exists": {"field": "date"}}],
        }},
        "highlight": {"fields": {"body": {}}},
        "sort": [{"date": "desc"}],
        "size": 3,
    })["hits"]
    assert quoted["hits"], "nobody said anything"
    dates = [hit["_source"]["date"] for hit in quoted["hits"]]
    assert dates == sorted(dates, reverse=True), dates
    for hit in quoted["hits"]:
        inner = hit["inner_hits"]["quotes"]["hits"]["hits"]
        assert inner and all("<em>" in quote["highlight"]["quotes.text"][0] for quote in inner)
        assert inner[0]["_source"]["text"] == hit["_source"]["quotes"][inner[0]["_nested"]["offset"]]["text"]
    first = quoted["hits"][0]["inner_hits"]["quotes"]["hits"]["hits"][0]
    print("said:", first["highlight"]["quotes.text"][0][:80])

    marked = search(client, {
        "query": {"multi_match": {"query": "council police", "fields": ["title^2", "body"]}},
        "highlight": {"fields": {"title": {}, "body": {"number_of_fragments": 1}}},
    })["hits"]["hits"]
    assert marked and all(hit["highlight"] for hit in marked)

    seen = [hit["_id"] for hit in helpers.scan(client, index=INDEX, query={"query": {"match_all": {}}}, size=300)]
    assert sorted(seen) == sorted(each["id"] for each in given), len(seen)
    after, paged = None, []
    while True:
        body = {"size": 400, "sort": [{"date": "asc"}], "_source": ["title"]}
        if after is not None:
            body["search_after"] = after
        page = search(client, body)["hits"]["hits"]
        if not page:
            break
        paged += [hit["_id"] for hit in page]
        after = page[-1]["sort"]
    assert sorted(paged) == sorted(seen)

    if OPENSEARCH:
        pit = client.create_pit(index=INDEX, params={"keep_alive": "1m"})["pit_id"]
        client.delete_pit(body={"pit_id": [pit]})
    else:
        pit = client.open_point_in_time(index=INDEX, keep_alive="1m")["id"]
        held = client.search(pit={"id": pit, "keep_alive": "1m"}, size=1)
        assert held["hits"]["total"]["value"] == len(given)
        client.close_point_in_time(id=pit)

    both = client.msearch(body=[{"index": INDEX}, {"size": 0}, {"index": INDEX}, {"query": {"nothing": {}}}]) if OPENSEARCH \
        else client.msearch(searches=[{"index": INDEX}, {"size": 0}, {"index": INDEX}, {"query": {"nothing": {}}}])
    assert [each["status"] for each in both["responses"]] == [200, 400]
    try:
        search(client, {"query": {"geo_shape": {}}})
        raise AssertionError("geo_shape was answered")
    except RequestError as error:
        assert "geo_shape" in str(error) and "/query/geo_shape" in str(error), error

    _, errors = helpers.bulk(client, [
        {"_op_type": "create", "_index": INDEX, "_id": given[0]["id"], "_source": given[0]},
        {"_op_type": "index", "_index": INDEX, "_id": "empty", "_source": {"title": "no body"}},
        {"_op_type": "delete", "_index": INDEX, "_id": "nowhere"},
        {"_op_type": "delete", "_index": INDEX, "_id": given[1]["id"]},
    ], raise_on_error=False)
    assert [next(iter(each.values()))["status"] for each in errors] == [409, 400, 404], errors
    assert client.delete(index=INDEX, id=given[0]["id"])["result"] == "deleted"
    try:
        client.get(index=INDEX, id=given[0]["id"])
        raise AssertionError("what was deleted is there")
    except NotFoundError:
        pass
    new = dict(given[0], id="new one/1")
    assert client.index(index=INDEX, id="new one/1", **({"body": new} if OPENSEARCH else {"document": new}))["result"] == "created"
    assert client.exists(index=INDEX, id="new one/1")
    client.indices.refresh(index=INDEX)
    assert client.count(index=INDEX)["count"] == len(given) - 1
    client.indices.delete(index=INDEX)
    assert client.count(index=INDEX)["count"] == 0
    assert create(client)["acknowledged"]
    print("all is well")


main(*sys.argv[1:])
