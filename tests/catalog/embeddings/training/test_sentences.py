from catalog.embeddings.training.sentences import pieces, split_sentences


def test_a_text_falls_into_its_sentences():
    text = 'A man sees Dr. No. "Who is it?" He runs at 9.30 p.m… It ends!'
    assert split_sentences(text) == [
        'A man sees Dr. No. "Who is it?',
        "He runs at 9.30 p.m…",
        "It ends!",
    ]
    assert split_sentences("") == []


def test_pieces_are_every_run_of_three_sentences():
    assert pieces(["a.", "b.", "c.", "d."]) == ["a. b. c.", "b. c. d."]
    assert pieces(["a.", "b."]) == ["a. b."]
    assert pieces([]) == []
