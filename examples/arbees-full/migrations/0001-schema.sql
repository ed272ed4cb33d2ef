-- What the tables say is a projection: journals and venues are the authority. Amounts are NUMERIC with at
-- most six places, so that nothing rounds and ROUND(x, 2) exists. Names are those of the operators' checklist.

CREATE TABLE games (
  game_id TEXT PRIMARY KEY,
  league TEXT NOT NULL,
  home_team TEXT NOT NULL,
  away_team TEXT NOT NULL,
  home_abbreviation TEXT NOT NULL,
  away_abbreviation TEXT NOT NULL,
  starts_at TIMESTAMPTZ NOT NULL,
  status TEXT NOT NULL,
  home_score INTEGER CHECK (home_score >= 0),
  away_score INTEGER CHECK (away_score >= 0),
  winner TEXT CHECK (winner IN ('home', 'away', 'draw', 'none')),
  ended_at TIMESTAMPTZ,
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX games_by_start ON games (starts_at);

CREATE TABLE game_markets (
  market_id TEXT PRIMARY KEY,
  game_id TEXT NOT NULL REFERENCES games,
  platform TEXT NOT NULL,
  title TEXT NOT NULL,
  yes_on TEXT NOT NULL CHECK (yes_on IN ('home', 'away', 'draw')),
  status TEXT NOT NULL,
  settled_as TEXT CHECK (settled_as IN ('yes', 'no', 'void')),
  settled_yes_price NUMERIC CHECK (settled_yes_price BETWEEN 0 AND 1),
  updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX game_markets_by_game ON game_markets (game_id);

CREATE TABLE game_states (
  game_id TEXT NOT NULL,
  received_at TIMESTAMPTZ NOT NULL,
  league TEXT NOT NULL,
  status TEXT NOT NULL,
  home_score INTEGER NOT NULL CHECK (home_score >= 0),
  away_score INTEGER NOT NULL CHECK (away_score >= 0),
  period INTEGER NOT NULL CHECK (period >= 0),
  clock_seconds NUMERIC,
  possession TEXT CHECK (possession IN ('home', 'away')),
  situation JSONB NOT NULL DEFAULT '{}',
  home_win_prob DOUBLE PRECISION CHECK (home_win_prob BETWEEN 0 AND 1),
  source_home_win_prob DOUBLE PRECISION CHECK (source_home_win_prob BETWEEN 0 AND 1),
  source_at TIMESTAMPTZ,
  PRIMARY KEY (game_id, received_at)
);
CREATE INDEX game_states_by_time ON game_states (received_at);

CREATE TABLE market_prices (
  market_id TEXT NOT NULL,
  received_at TIMESTAMPTZ NOT NULL,
  platform TEXT NOT NULL,
  game_id TEXT,
  yes_bid NUMERIC CHECK (yes_bid BETWEEN 0 AND 1),
  yes_ask NUMERIC CHECK (yes_ask BETWEEN 0 AND 1),
  yes_bid_size NUMERIC CHECK (yes_bid_size >= 0),
  yes_ask_size NUMERIC CHECK (yes_ask_size >= 0),
  is_tradable BOOLEAN NOT NULL,
  venue_at TIMESTAMPTZ,
  PRIMARY KEY (market_id, received_at)
);
CREATE INDEX market_prices_by_time ON market_prices (received_at);

CREATE TABLE trading_signals (
  signal_id TEXT PRIMARY KEY,
  opportunity_type TEXT NOT NULL CHECK (
    opportunity_type IN ('cross_platform_arb', 'same_platform_arb', 'model_edge_yes', 'model_edge_no', 'lagging_market')
  ),
  game_id TEXT NOT NULL,
  pair TEXT,
  legs JSONB NOT NULL,
  edge NUMERIC NOT NULL,
  edge_pct NUMERIC NOT NULL,
  model_prob DOUBLE PRECISION,
  market_prob DOUBLE PRECISION,
  caused_at TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  -- What became of it: nothing yet, refused (why, with the numbers of the check), or requested.
  outcome TEXT NOT NULL DEFAULT 'generated' CHECK (outcome IN ('generated', 'refused', 'requested')),
  refused_by TEXT,
  refusal_reason TEXT,
  refusal_sentence TEXT,
  refusal_numbers JSONB,
  CHECK ((outcome = 'refused') = (refusal_reason IS NOT NULL))
);
CREATE INDEX trading_signals_by_time ON trading_signals (created_at);
CREATE INDEX trading_signals_by_game ON trading_signals (game_id, created_at);

CREATE TABLE trades (
  trade_id TEXT PRIMARY KEY,
  signal_id TEXT NOT NULL,
  game_id TEXT NOT NULL,
  pair TEXT,
  opportunity_type TEXT NOT NULL,
  is_paper BOOLEAN NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'missed', 'flattened', 'closed', 'settled', 'halted')),
  pnl NUMERIC CHECK (scale(pnl) <= 6),
  fees NUMERIC CHECK (scale(fees) <= 6),
  opened_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ,
  reason TEXT
);
CREATE INDEX trades_by_time ON trades (opened_at);

-- The ledger of orders. What is bought adds to a position and what is sold or settled takes from it, so the sum of
-- filled_qty over a game, venue and side is what is held, and 0 when nothing is.
CREATE TABLE paper_trades (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id TEXT NOT NULL,
  client_order_id TEXT NOT NULL UNIQUE,
  request_id TEXT,
  signal_id TEXT,
  trade_id TEXT NOT NULL,
  -- The trade whose legs must be equal; null where there is one leg only.
  arb_group_id TEXT,
  game_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  market_id TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('yes', 'no')),
  action TEXT NOT NULL CHECK (action IN ('buy', 'sell', 'settle')),
  purpose TEXT NOT NULL CHECK (purpose IN ('entry', 'complete', 'flatten', 'exit', 'settlement')),
  -- An immediate-or-cancel order is filled, wholly or in part, or cancelled; the venue's own word stands beside it.
  status TEXT NOT NULL CHECK (status IN ('filled', 'cancelled')),
  venue_status TEXT NOT NULL,
  quantity NUMERIC NOT NULL CHECK (quantity > 0 AND scale(quantity) <= 6),
  -- Contracts that came (positive) or went (negative), after a fee that is taken in contracts.
  filled_qty NUMERIC NOT NULL CHECK (scale(filled_qty) <= 6),
  -- What the venue counts as filled, before such a fee.
  venue_filled_qty NUMERIC NOT NULL CHECK (venue_filled_qty >= 0 AND scale(venue_filled_qty) <= 6),
  limit_price NUMERIC NOT NULL CHECK (limit_price BETWEEN 0 AND 1),
  -- What was paid (positive) or got (negative), fees apart.
  cost NUMERIC NOT NULL CHECK (scale(cost) <= 6),
  fee NUMERIC NOT NULL CHECK (scale(fee) <= 6),
  pnl NUMERIC CHECK (scale(pnl) <= 6),
  edge_pct NUMERIC,
  opportunity_type TEXT NOT NULL CHECK (
    opportunity_type IN ('cross_platform_arb', 'same_platform_arb', 'model_edge_yes', 'model_edge_no', 'lagging_market')
  ),
  time_in_force TEXT NOT NULL DEFAULT 'immediate_or_cancel' CHECK (time_in_force = 'immediate_or_cancel'),
  is_paper BOOLEAN NOT NULL,
  -- From its cause, a game update or a frame, to its being placed.
  latency_ms NUMERIC CHECK (latency_ms >= 0),
  created_at TIMESTAMPTZ NOT NULL,
  CONSTRAINT filled_at_most_quantity CHECK (abs(filled_qty) <= quantity AND venue_filled_qty <= quantity),
  CONSTRAINT filled_means_filled CHECK ((status = 'filled') = (filled_qty <> 0)),
  CONSTRAINT what_is_bought_comes CHECK (CASE action WHEN 'buy' THEN filled_qty >= 0 ELSE filled_qty <= 0 END),
  CONSTRAINT a_settlement_is_no_order CHECK ((purpose = 'settlement') = (action = 'settle')),
  CONSTRAINT orders_have_our_name CHECK (
    CASE purpose WHEN 'settlement' THEN client_order_id ~ '^settled-' ELSE client_order_id ~ '^arb[0-9]+$' END
  )
);
CREATE INDEX paper_trades_by_time ON paper_trades (created_at DESC);
CREATE INDEX paper_trades_by_position ON paper_trades (game_id, platform, side);
CREATE INDEX paper_trades_by_trade ON paper_trades (trade_id);

CREATE TABLE positions (
  trade_id TEXT NOT NULL,
  market_id TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('yes', 'no')),
  game_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  quantity NUMERIC NOT NULL CHECK (quantity >= 0),
  cost NUMERIC NOT NULL,
  bid NUMERIC,
  realized NUMERIC NOT NULL,
  opened_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (trade_id, market_id, side)
);

-- Legs of an arbitrage that do not hold the same: the invariant is that nothing is listed here. A trade under way is
-- listed once its orders are a minute old. Less than the smallest lot, 0.01, is dust that no order can even out.
CREATE VIEW unbalanced_arb_legs AS
WITH legs AS (
  SELECT arb_group_id, game_id, platform, market_id, side, SUM(filled_qty) AS held, MAX(created_at) AS last_at
  FROM paper_trades
  WHERE arb_group_id IS NOT NULL
  GROUP BY arb_group_id, game_id, platform, market_id, side
), groups AS (
  SELECT arb_group_id, COUNT(*) AS legs, MIN(held) AS least, MAX(held) AS most, MAX(last_at) AS last_at
  FROM legs
  GROUP BY arb_group_id
)
SELECT legs.arb_group_id, legs.game_id, legs.platform, legs.market_id, legs.side, legs.held,
       groups.most - CASE groups.legs WHEN 1 THEN 0 ELSE groups.least END AS imbalance
FROM groups
JOIN legs USING (arb_group_id)
LEFT JOIN trades ON trades.trade_id = groups.arb_group_id
WHERE groups.most - CASE groups.legs WHEN 1 THEN 0 ELSE groups.least END >= 0.01
  AND (trades.trade_id IS NOT NULL OR groups.last_at < NOW() - INTERVAL '60 seconds');

-- Append-only. The number orders the entries; the time does too, since the trigger never lets two share one.
CREATE TABLE bankroll (
  entry BIGINT PRIMARY KEY,
  timestamp TIMESTAMPTZ NOT NULL UNIQUE,
  balance NUMERIC NOT NULL CHECK (scale(balance) <= 6),
  piggybank_balance NUMERIC NOT NULL CHECK (piggybank_balance >= 0 AND scale(piggybank_balance) <= 6),
  reserved NUMERIC NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  reason TEXT NOT NULL CHECK (reason IN ('start', 'reset', 'trade', 'correction')),
  trade_id TEXT,
  change NUMERIC NOT NULL CHECK (scale(change) <= 6),
  -- What an entry is known by when it is told again: a trade changes the bankroll once.
  entry_key TEXT NOT NULL UNIQUE,
  CHECK ((reason = 'trade') = (trade_id IS NOT NULL))
);

CREATE FUNCTION append_to_bankroll() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  last_entry bankroll%ROWTYPE;
BEGIN
  -- One writer at a time: an entry rests on the one before.
  PERFORM pg_advisory_xact_lock(7268533002);
  SELECT * INTO last_entry FROM bankroll ORDER BY entry DESC LIMIT 1;
  NEW.entry := COALESCE(last_entry.entry, 0) + 1;
  NEW.timestamp := GREATEST(NEW.timestamp, last_entry.timestamp + INTERVAL '1 microsecond');
  IF NEW.change <> NEW.balance + NEW.piggybank_balance
      - COALESCE(last_entry.balance + last_entry.piggybank_balance, 0) THEN
    RAISE EXCEPTION 'the bankroll does not balance: % and a change of % do not make %',
      COALESCE(last_entry.balance + last_entry.piggybank_balance, 0), NEW.change, NEW.balance + NEW.piggybank_balance
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER append_to_bankroll BEFORE INSERT ON bankroll FOR EACH ROW EXECUTE FUNCTION append_to_bankroll();

CREATE FUNCTION keep_bankroll() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the bankroll is append-only: correct it with an entry' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keep_bankroll BEFORE UPDATE OR DELETE ON bankroll FOR EACH ROW EXECUTE FUNCTION keep_bankroll();

CREATE TABLE notifications (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind TEXT NOT NULL,
  priority TEXT NOT NULL CHECK (priority IN ('info', 'warning', 'error', 'critical')),
  title TEXT NOT NULL,
  sentence TEXT NOT NULL,
  fields JSONB NOT NULL,
  alert_key TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  sent_at TIMESTAMPTZ
);
CREATE INDEX notifications_by_time ON notifications (created_at);

-- How far each group has handled each source's messages; written in the transaction of what they change.
CREATE TABLE handled_messages (
  group_name TEXT NOT NULL,
  topic TEXT NOT NULL,
  source TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  PRIMARY KEY (group_name, topic, source)
);
