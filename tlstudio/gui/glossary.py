"""The words of the field, each in a sentence or two."""

WORDS: tuple[tuple[str, str], ...] = (
    ("Accuracy", "The share of photos whose class the model names rightly."),
    (
        "AdamW",
        "A way to learn in small steps: after each batch of photos every weight moves a little, at a rate of its own.",
    ),
    (
        "Augmented view",
        "A variant of a photo: cut out elsewhere, mirrored, turned, brighter or paler. With some of them the model "
        "learns less by heart.",
    ),
    (
        "Backbone",
        "The pre-trained network without its last layer. It has learned from more than a million photos what edges, "
        "textures and shapes look like.",
    ),
    ("Batch", "The few photos that the network looks at together before it changes its weights once."),
    (
        "Batch norm",
        "A layer that keeps running averages of what it has seen. Where it is frozen those stand still as well.",
    ),
    ("Border", "The point up to which everything is frozen. What comes out there is computed once per photo and kept."),
    ("Class", "One kind of thing to tell apart: one folder of photos."),
    (
        "Class weights",
        "How much a photo counts by its class. Balanced, a class of few photos counts as much as one of many.",
    ),
    ("Confidence", "How sure the model is of a class, from 0 to 100 %. All classes of one photo add up to 100 %."),
    (
        "Cut",
        "Where the network ends and the head begins. What passes there is averaged over the photo; later layers are "
        "left out, which makes the model smaller and faster.",
    ),
    (
        "Dropout",
        "Leaving out some values at random in each step of training, so that the model relies on no single one.",
    ),
    (
        "Early stopping",
        "Ending a training by itself when it has not become better for some epochs. The best epoch is kept.",
    ),
    ("Epoch", "One pass over all training photos."),
    (
        "Feature extraction",
        "The strategy that freezes all but the head. Quick, and good with few photos that look like everyday photos.",
    ),
    (
        "Features cache",
        "Where the studio keeps what comes out at the border, so that the next training starts from there. It may be "
        "cleared at any time: what is needed again is computed again.",
    ),
    (
        "Fine-tuning",
        "Training layers of the backbone too, at a low learning rate. Pays off with many photos, or with photos unlike "
        "those it was pre-trained on.",
    ),
    ("Frozen", "Not trained: weights and running averages stay exactly as they were. The studio proves it afterwards."),
    (
        "Gradient",
        "How strongly, and where to, the photos pull at a layer's weights. A long one: there is still much to learn.",
    ),
    (
        "Head",
        "The new last layer, one output per class, with hidden layers in front of it if you like. It starts from "
        "nothing and is always learned.",
    ),
    (
        "Hidden layer",
        "A layer of the head between what the network gives and the classes. Its units can say that two signs together "
        "mean something else than each alone.",
    ),
    (
        "Interval",
        "The range in which the true accuracy lies with 95 % confidence. With few validation photos it is wide.",
    ),
    (
        "L-BFGS",
        "A way to train the head alone: it looks at all photos before each step and finds the length of the step "
        "by itself.",
    ),
    (
        "Label smoothing",
        "Asking the network for a little less than certainty. It helps where some labels are wrong, and makes the "
        "model less sure.",
    ),
    ("Layer", "One step of the network. Early ones see edges and colours, late ones parts and whole shapes."),
    ("Learning rate", "How far the weights move at each step."),
    (
        "Linear probe",
        "A simple classifier that reads only what leaves one layer. How often it is right on photos it has not seen "
        "says what that layer already knows about them.",
    ),
    ("Loss", "How wrong the model is, counting how sure it was. Training makes it smaller."),
    (
        "Moved",
        "How far training has taken a layer's weights from where they began, as a share of their own length. The later "
        "layers usually move most.",
    ),
    (
        "Overfitting",
        "Learning photos by heart: the training curve gets better while the validation curve gets worse.",
    ),
    ("Pre-trained", "Trained before, on other photos. Transfer learning starts there instead of from nothing."),
    ("Seed", "The number that all chance comes from. The same seed repeats the same run."),
    ("Split", "Which photos are for training, which for validation, which for a last test."),
    ("Test photos", "Photos that are never used for a choice, so that they tell the truth at the end."),
    ("Transfer learning", "Using what a network has learned on many photos to learn something new from few."),
    ("Validation photos", "Photos the model does not learn from; they show how it does on new ones."),
    (
        "Warm-up",
        "The first part of a training, in which the learning rate rises, so that a new head does not throw the "
        "others off.",
    ),
    ("Weight", "One of the millions of numbers that training changes."),
    ("Weight averaging", "Keeping the mean of the weights of the last steps instead of those of the very last one."),
    (
        "Weight decay",
        "Pulling all weights a little towards zero in each step, so that the network learns less by heart.",
    ),
)
