-- Only where TimescaleDB is: the two tables that grow with the market become hypertables, old rows go by
-- themselves, and minutes are kept as their own aggregate.

SELECT create_hypertable('game_states', 'received_at', chunk_time_interval => INTERVAL '1 day', migrate_data => TRUE);
SELECT create_hypertable('market_prices', 'received_at', chunk_time_interval => INTERVAL '1 day', migrate_data => TRUE);
SELECT add_retention_policy('game_states', INTERVAL '365 days');
SELECT add_retention_policy('market_prices', INTERVAL '90 days');

CREATE MATERIALIZED VIEW market_prices_by_minute WITH (timescaledb.continuous) AS
SELECT market_id,
       platform,
       time_bucket(INTERVAL '1 minute', received_at) AS minute,
       first(yes_bid, received_at) AS first_bid,
       last(yes_bid, received_at) AS last_bid,
       min(yes_ask) AS least_ask,
       max(yes_bid) AS most_bid,
       last(yes_ask, received_at) AS last_ask,
       count(*) AS quotes
FROM market_prices
GROUP BY market_id, platform, minute
WITH NO DATA;

SELECT add_continuous_aggregate_policy('market_prices_by_minute',
  start_offset => INTERVAL '1 hour', end_offset => INTERVAL '1 minute', schedule_interval => INTERVAL '1 minute');
