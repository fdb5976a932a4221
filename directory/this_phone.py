"""How the history is cleared in the browsers that people here use, in words of our own."""

BROWSERS = [
    (
        "Chrome on an Android phone",
        [
            "Press the three dots at the top, then “History”.",
            "To take out one page, press the cross beside it. To take out several, hold your "
            "finger on one, choose the others, and press the bin.",
            "To take out more, press “Delete browsing data”. Choose how far back, tick “Browsing "
            "history” and “Cookies and site data”, and press “Delete data”.",
        ],
    ),
    (
        "Samsung Internet",
        [
            "Press the three lines at the bottom, then “History”.",
            "Hold your finger on a page, choose the others, and press “Delete”.",
            "For more: the three lines, “Settings”, “Personal browsing data”, then “Delete "
            "browsing data”.",
        ],
    ),
    (
        "Safari on an iPhone or iPad",
        [
            "Press the open book, then the clock.",
            "To take out one page, push it to the left and press “Delete”.",
            "To take out more, press “Clear”, choose how far back, and press “Clear History”.",
            "With iCloud this clears it on your other Apple devices too.",
        ],
    ),
    (
        "Chrome on an iPhone or iPad",
        [
            "Press the three dots, then “History”.",
            "Push a page to the left to take it out, or press “Edit” to choose several.",
            "For more, press “Delete Browsing Data”.",
        ],
    ),
    (
        "Firefox on a phone",
        [
            "Press the three dots or the three lines, then “History”.",
            "Press the three dots or the cross beside a page to take it out.",
            "For more, press the bin and choose how far back.",
        ],
    ),
    (
        "Chrome or Edge on a computer",
        [
            "Hold down Ctrl and press H. On a Mac, hold down Command and press Y.",
            "Tick the pages you want to take out and press “Delete”.",
            "For more, hold down Ctrl and Shift and press Delete. Choose how far back, and press "
            "the button that deletes or clears.",
        ],
    ),
    (
        "Firefox on a computer",
        [
            "Hold down Ctrl and press H. On a Mac, hold down Command and Shift and press H.",
            "Press a page with the right button of the mouse and choose “Delete Page”. “Forget "
            "About This Site” takes out all of its pages.",
            "For more, hold down Ctrl and Shift and press Delete.",
        ],
    ),
    (
        "Safari on a Mac",
        [
            "Choose “History” at the top, then “Show All History”.",
            "Press a page and then the Delete key.",
            "For more, choose “History”, then “Clear History”.",
        ],
    ),
]
